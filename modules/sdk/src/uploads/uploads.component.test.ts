import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { defaultLimits } from "../limits.ts";
import { noisyPhoto, phonePhoto } from "../pictures/testing/sample-pictures.ts";
import { photoModule } from "../testing/photo-module.ts";
import { startTestSite, type TestSite } from "../testing/test-site.ts";
import type { Visitor } from "../testing/visitor.ts";
import { type Front, startFront } from "./testing.ts";

const MEBIBYTE = 1024 * 1024;
let site: TestSite;
let front: Front;
let owner: Visitor;
beforeAll(async () => {
  const uploads = { ...defaultLimits.uploads, openPerSubject: 4, spoolBytes: 48 * MEBIBYTE };
  site = await startTestSite(photoModule(), inject("postgresUrl"), { limits: { uploads, uploadsPerMinute: 1_000 } });
  front = await startFront(site.url);
  owner = await site.newOwner();
});
afterAll(async () => {
  await front.close();
  await site.stop();
});

const cookieOf = ({ cookies }: Visitor) => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");

function send(path: string, method: string, headers: Record<string, string>, body?: Buffer, visitor = owner) {
  const sent = { "tus-resumable": "1.0.0", cookie: cookieOf(visitor), "x-forwarded-for": "203.0.113.5", ...headers };
  return fetch(front.url + path, { method, headers: sent, ...(body && { body: new Uint8Array(body) }) });
}

const begin = (length: number, visitor = owner) =>
  send("/api/uploads", "POST", { "upload-length": String(length) }, undefined, visitor);

const append = (path: string, offset: number, body: Buffer, visitor = owner) => {
  const headers = { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" };
  return send(path, "PATCH", headers, body, visitor);
};

async function offsetOf(path: string): Promise<number> {
  return Number((await send(path, "HEAD", {})).headers.get("upload-offset"));
}

const addressOf = (answer: Response) => answer.headers.get("location") ?? "";

/** Sends a whole file as the page's script does: part by part, and from where it stopped when a connection broke. */
async function upload(bytes: Buffer): Promise<{ path: string; breaks: number }> {
  const path = addressOf(await begin(bytes.length));
  let breaks = 0;
  for (let offset = 0; offset < bytes.length;) {
    const part = bytes.subarray(offset, offset + 2 * MEBIBYTE);
    const answer = await append(path, offset, part).catch(() => undefined);
    if (!answer) breaks += 1;
    offset = answer ? Number(answer.headers.get("upload-offset")) : await offsetOf(path);
  }
  return { path, breaks };
}

interface Result {
  readonly id: string;
  readonly code: string;
  readonly detail: string;
}

async function finish(path: string): Promise<Result & { readonly status: number }> {
  const answer = await send(`${path}/picture`, "GET", {});
  return { status: answer.status, ...((await answer.json()) as Result) };
}

describe("a photo in parts", () => {
  test("gets through a front that refuses three megabytes, goes on after a broken connection, and is kept by the form", async () => {
    const photo = await noisyPhoto(2000, 1500);
    expect(photo.length).toBeGreaterThan(5 * MEBIBYTE);
    const refused = await send("/admin/photos", "POST", {}, photo);
    expect(refused.status).toBe(413);
    front.breakAfter = 700_000;
    const { path, breaks } = await upload(photo);
    expect(breaks).toBe(1);
    const picture = await finish(path);
    expect(picture).toMatchObject({ status: 200, state: "ready", width: 2000, height: 1500 });
    // An answer that was lost on its way is there again, and the file is made a picture once.
    expect((await finish(path)).id).toBe(picture.id);
    const kept = await owner.upload("/admin/photos", { photos: picture.id });
    expect(kept.headers.get("location")).toBe("/admin?kept=1");
    expect((await site.newVisitor().get(`/pictures/${picture.id}/1600.webp`)).status).toBe(200);
  });

  test("whose part is still arriving is broken off by whoever asks how far it came", async () => {
    const path = addressOf(await begin(4 * MEBIBYTE));
    const half = new ReadableStream<Uint8Array>({ start: (stream) => stream.enqueue(new Uint8Array(600_000)) });
    const headers = {
      "tus-resumable": "1.0.0",
      cookie: cookieOf(owner),
      "x-forwarded-for": "203.0.113.5",
      "upload-offset": "0",
      "content-type": "application/offset+octet-stream",
    };
    const hanging = fetch(site.url + path, { method: "PATCH", headers, body: half, duplex: "half" });
    const broken = hanging.then(
      () => "answered",
      () => "broken",
    );
    await expect.poll(() => append(path, 0, Buffer.alloc(1)).then(({ status }) => status)).not.toBe(204);
    const offset = await offsetOf(path);
    expect([await broken, offset > 0]).toEqual(["broken", true]);
    expect((await append(path, offset, Buffer.alloc(10))).headers.get("upload-offset")).toBe(String(offset + 10));
  });

  test("that is none is refused in words", async () => {
    const { path } = await upload(randomBytes(3 * MEBIBYTE));
    expect(await finish(path)).toMatchObject({ status: 422, code: "PICTURE_REFUSED" });
    expect((await finish(path)).detail).toContain("Это не фото");
  });
});

describe("refused is", () => {
  test("a part that begins elsewhere, and one longer than what is left", async () => {
    const path = addressOf(await begin(100));
    expect((await append(path, 1, Buffer.alloc(10))).status).toBe(409);
    await append(path, 0, Buffer.alloc(300)).catch(() => undefined);
    expect(await offsetOf(path)).toBe(100);
  });

  test("whoever has no session of the owner, and another person's upload", async () => {
    const photo = await phonePhoto();
    expect((await begin(photo.length, site.newVisitor())).status).toBe(401);
    const path = addressOf(await begin(photo.length));
    const other = await site.newOwner("another", { sub: "user-2" });
    expect((await append(path, 0, photo, other)).status).toBe(404);
    expect((await append(path, 0, photo, site.newVisitor())).status).toBe(401);
  });

  test("what is larger than a file may be, empty, of another protocol, or from another site", async () => {
    const large = await begin(defaultLimits.uploads.fileBytes + 1);
    expect([large.status, await large.text()]).toEqual([413, expect.stringContaining("Файл больше 32 МБ")]);
    expect((await begin(0)).status).toBe(400);
    expect((await send("/api/uploads", "POST", { "upload-length": "5", "tus-resumable": "0.2.2" })).status).toBe(412);
    const foreign = { "upload-length": "5", origin: "https://evil.example" };
    expect((await send("/api/uploads", "POST", foreign)).status).toBe(403);
  });

  test("more at once than one person may have, or than the folder holds", async () => {
    const busy = await site.newOwner("busy", { sub: "user-3" });
    const statuses = [];
    for (let index = 0; index < 5; index += 1) statuses.push((await begin(10, busy)).status);
    expect(statuses).toEqual([201, 201, 201, 201, 429]);
    const greedy = await site.newOwner("greedy", { sub: "user-4" });
    expect([(await begin(30 * MEBIBYTE, greedy)).status, (await begin(30 * MEBIBYTE, greedy)).status]).toEqual([
      201, 429,
    ]);
  });

  test("one that was left for a day, and one whose bytes the plan has no room for", async () => {
    const path = addressOf(await begin(100));
    site.advanceSeconds(24 * 60 * 60 + 1);
    owner = await site.newOwner();
    expect((await append(path, 0, Buffer.alloc(10))).status).toBe(410);
    await site.setStorage(1);
    site.advanceSeconds(61);
    const full = await begin(5 * MEBIBYTE);
    expect([full.status, ((await full.json()) as Result).code]).toEqual([413, "STORAGE_FULL"]);
    await site.setStorage(Number.MAX_SAFE_INTEGER);
  });
});

test("the page's script is a file of its own, may talk to this site only, and is on no page of visitors", async () => {
  const { text, headers } = await owner.get("/admin");
  const path = /<script src="(\/assets\/[^"]+\.js)" defer>/.exec(text)?.[1] ?? "";
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toContain(`script-src ${site.identity.origin}${path}; connect-src 'self'`);
  expect((await site.newVisitor().get(path)).headers.get("content-type")).toContain("text/javascript");
  const publicPolicy = (await site.newVisitor().get("/nothing")).headers.get("content-security-policy");
  expect(publicPolicy).not.toMatch(/script-src|connect-src/);
});
