import { connect } from "node:net";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { sampleModule } from "../testing/sample-module.ts";
import { startTestSite, type TestSite } from "../testing/test-site.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite(sampleModule, inject("postgresUrl"));
});
afterAll(() => site.stop());

/** A raw request, since fetch does not let a test choose the Host header. */
function requestWithHost(path: string, host: string): Promise<string> {
  const { port } = new URL(site.url);
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(port), "127.0.0.1", () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
    );
    socket.on("data", (data) => (text += data.toString()));
    socket.on("end", () => resolve(text));
    socket.on("error", reject);
  });
}

test("health names the module and its version", async () => {
  const health = await site.newVisitor().get("/health");
  expect(health.status).toBe(200);
  expect(JSON.parse(health.text)).toEqual({ status: "ok", module: "sample", version: "1.2.3" });
});

test("connections are kept for longer than an ingress controller keeps them", async () => {
  const { headers } = await site.newVisitor().get("/health");
  expect(Number(/timeout=(\d+)/.exec(headers.get("keep-alive") ?? "")?.[1])).toBeGreaterThan(90);
});

test("pages let nothing in from elsewhere and run no script", async () => {
  const { headers } = await site.newVisitor().get("/");
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/script-src|unsafe|https?:|\*/);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("same-origin");
  expect(headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
});

test("pages name their one address on the public origin, and load only their own stylesheet", async () => {
  const { text } = await site.newVisitor().get("/");
  expect(text).toContain(`<link rel="canonical" href="${site.identity.origin}/" />`);
  const stylesheet = /<link rel="stylesheet" href="([^"]+)"/.exec(text)?.[1] ?? "";
  const style = await site.newVisitor().get(stylesheet);
  expect(style.status).toBe(200);
  expect(style.headers.get("cache-control")).toContain("immutable");
  expect(style.text).not.toMatch(/url\(|@import/);
});

test("a site on trial asks search engines not to list it, files included, and its owner is told", async () => {
  const owner = await site.newOwner();
  const stylesheet = /<link rel="stylesheet" href="([^"]+)"/.exec((await owner.get("/")).text)?.[1] ?? "";
  const robotsOf = async (path: string) => {
    const { headers, text } = await owner.get(path);
    return [headers.get("x-robots-tag"), text.includes('<meta name="robots" content="noindex" />')];
  };
  const notice = "Поисковики этот сайт не показывают";
  expect([await robotsOf("/"), await robotsOf(stylesheet)]).toEqual([
    [null, false],
    [null, false],
  ]);
  expect((await owner.get("/admin")).text).not.toContain(notice);
  await site.setIndexed(false);
  await vi.waitFor(async () => expect(await robotsOf("/")).toEqual(["noindex", true]), { timeout: 5000 });
  expect(await robotsOf(stylesheet)).toEqual(["noindex", false]);
  expect((await owner.get("/admin")).text).toContain(notice);
  expect((await owner.get("/robots.txt")).text).not.toContain("Disallow: /\n"); // Who may not look finds no noindex.
  await site.setIndexed(true);
});

test("pages are in the device's light until another is chosen, which is then remembered and can be given back", async () => {
  const visitor = site.newVisitor();
  const lightOf = async (path: string) => /<html[^>]*data-theme="(\w+)"/.exec((await visitor.get(path)).text)?.[1];
  expect(await lightOf("/")).toBeUndefined();
  expect((await visitor.get("/?lang=ru")).text).toContain('href="/?lang=ru&amp;theme=light"');
  expect([await lightOf("/?theme=dark"), await lightOf("/")]).toEqual(["dark", "dark"]);
  expect([await lightOf("/?theme=pink"), await lightOf("/?theme=light"), await lightOf("/")]).toEqual([
    "dark",
    "light",
    "light",
  ]);
  expect([await lightOf("/?theme=device"), await lightOf("/")]).toEqual([undefined, undefined]);
});

test("the language is Russian until asked otherwise, and then remembered", async () => {
  const visitor = site.newVisitor();
  expect((await visitor.get("/")).text).toContain('<html lang="ru">');
  expect((await visitor.get("/?lang=en")).text).toContain('<html lang="en">');
  expect((await visitor.get("/")).text).toContain('<html lang="en">');
  expect((await visitor.get("/?lang=xx")).text).toContain('<html lang="en">');
});

test("a post from another site is refused before it does anything", async () => {
  const refused = await site.newVisitor().post("/api/echo", { text: "x" }, { origin: "https://evil.example" });
  expect(refused.status).toBe(403);
  const sibling = await site.newVisitor().post("/api/echo", { text: "x" }, { "sec-fetch-site": "same-site" });
  expect(sibling.status).toBe(403);
  expect((await site.newVisitor().post("/api/echo", { text: "x" })).status).toBe(200);
});

test("too many posts from one address are refused, others go on", async () => {
  const from = (address: string) =>
    site.newVisitor().post("/api/echo", { text: "x" }, { "x-forwarded-for": `9.9.9.9, ${address}` });
  const statuses = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(async () => (await from("203.0.113.1")).status));
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  const other = await from("203.0.113.2");
  expect(JSON.parse(other.text)).toEqual({ said: "x", address: "203.0.113.2" });
});

test("a visitor behind a proxy that the platform names is known by the address before it", async () => {
  const forwarded = { "x-forwarded-for": "9.9.9.9, 203.0.113.3, 192.0.2.1" };
  const { text } = await site.newVisitor().post("/api/echo", { text: "x" }, forwarded);
  expect(JSON.parse(text)).toEqual({ said: "x", address: "203.0.113.3" });
});

test("an unknown page is a page, an unknown endpoint a problem", async () => {
  const page = await site.newVisitor().get("/nowhere");
  expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  const problem = await site.newVisitor().get("/api/nowhere");
  expect(problem.status).toBe(404);
  expect(JSON.parse(problem.text)).toMatchObject({ code: "NOT_FOUND", status: 404, instance: "/api/nowhere" });
});

test("what breaks inside stays inside", async () => {
  const broken = await site.newVisitor().get("/api/failing");
  expect(broken.status).toBe(500);
  expect(broken.text).not.toContain("secret");
  expect(JSON.parse(broken.text)).toMatchObject({ code: "INTERNAL", request_id: broken.headers.get("x-request-id") });
});

test("a broken body is the sender's fault", async () => {
  const headers = { "content-type": "application/json" };
  const broken = await fetch(`${site.url}/api/echo`, { method: "POST", headers, body: "{" });
  expect(broken.status).toBe(400);
  const large = await fetch(`${site.url}/api/echo`, {
    method: "POST",
    headers,
    body: JSON.stringify({ translate: "x".repeat(70_000) }),
  });
  expect(large.status).toBe(413);
  const strange = await fetch(`${site.url}/api/echo`, {
    method: "POST",
    headers: { "content-type": "text/xml" },
    body: "<a/>",
  });
  expect(strange.status).toBe(415);
});

test("a file of exactly two megabytes is read, a larger one is told, and the fields come in any case", async () => {
  const owner = await site.newOwner();
  const upload = async (bytes: number): Promise<unknown> =>
    JSON.parse(
      (await owner.upload("/admin/upload", { title: "t" }, { field: "picture", bytes: Buffer.alloc(bytes) })).text,
    );
  expect(await upload(2 * 1024 * 1024)).toEqual({ bytes: 2_097_152, title: "t" });
  expect(await upload(2 * 1024 * 1024 + 1)).toEqual({ bytes: "too large", title: "t" });
  expect(await upload(0)).toEqual({ bytes: null, title: "t" });
});

test("metrics are for the pod's address only", async () => {
  await site.newVisitor().get("/");
  const scraped = await requestWithHost("/metrics", "127.0.0.1");
  expect(scraped).toMatch(/_count\{module="sample",version="1.2.3",method="GET",route="\/",status="200"\} [1-9]/);
  expect(await requestWithHost("/metrics", site.identity.host)).toContain("404 Not Found");
  expect((await site.newVisitor().get("/metrics")).status).toBe(404);
});

test.each([
  ["inactive", "SITE_INACTIVE"],
  ["suspended", "SITE_SUSPENDED"],
] as const)(
  "a site that is %s answers politely, everywhere but health, and comes back by itself",
  async (status, code) => {
    const visitor = site.newVisitor();
    const owner = await site.newOwner();
    await site.setStatus(status);
    await expect.poll(async () => (await visitor.get("/")).status, { timeout: 5000 }).toBe(503);
    expect(JSON.parse((await visitor.get("/api/secret")).text)).toMatchObject({ code });
    expect((await owner.get("/admin")).status).toBe(503);
    expect((await visitor.get("/")).headers.get("retry-after")).toBe("60");
    expect((await visitor.get("/health")).status).toBe(200);
    await site.setStatus("active");
    await expect.poll(async () => (await visitor.get("/")).status, { timeout: 5000 }).toBe(200);
  },
);

test("signed out, the owner's places give one answer whatever comes, and what is not there is not there", async () => {
  const shapes: RequestInit[] = [
    { body: "{", headers: { "content-type": "application/json" } },
    { body: "x".repeat(70_000), headers: { "content-type": "application/json" } },
    { body: "x", headers: { "content-type": "text/csv" } },
    { body: "--x", headers: { "content-type": "multipart/form-data; boundary=x" } },
  ];
  const send = async (path: string, init: RequestInit = {}) => {
    const headers = { origin: site.identity.origin, "x-request-id": "request-1", ...init.headers };
    const response = await fetch(site.url + path, { ...init, method: "POST", headers });
    return { status: response.status, text: await response.text() };
  };
  for (const path of ["/admin/upload", "/admin/nothing", "/api/nothing"]) {
    const good = await send(path);
    expect(good.status).toBe(path === "/admin/upload" ? 401 : 404);
    for (const shape of shapes) expect(await send(path, shape)).toEqual(good);
    expect(await send(`${path}?page=abc`)).toMatchObject({ status: good.status });
  }
});

test.each([
  ["/admin/", "/admin"],
  ["/leading/?to=%2Fcart&x=1", "/leading?to=%2Fcart&x=1"],
  ["/api/secret//", "/api/secret"],
])("an address with slashes at its end leads to the one without, and keeps its query: %s", async (given, address) => {
  for (const method of ["GET", "POST"]) {
    const headers = { origin: site.identity.origin };
    const answer = await fetch(site.url + given, { method, headers, redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([308, address]);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  }
});

test("no redirect and no link of ours leads to another site, whatever is sent", async () => {
  const visitor = site.newVisitor();
  for (const to of [
    "//evil.example",
    "/\t/evil.example",
    "/.//evil.example",
    "https://evil.example",
    "/\\evil.example",
  ]) {
    const { headers } = await visitor.get(`/leading?to=${encodeURIComponent(to)}`);
    expect(headers.get("location"), to).toBe("/");
  }
  expect((await visitor.get("/leading?to=%2Fcart%3Fx%3D1")).headers.get("location")).toBe("/cart?x=1");
  const page = await requestWithHost("//evil.example/x", new URL(site.url).host);
  expect(page).toContain("404");
  expect(page).not.toContain('href="//evil');
});

test.each([
  ["a path that cannot be decoded", "GET /legal/%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404],
  ["a NUL in an address", "GET /legal/a%00b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404],
  ["a NUL in a query under /api", "GET /api/x?q=%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400],
  ["the same under /api", "GET /api/%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404],
  ["bytes that are no request", "XYZZY / HTTP/1.1\r\n\r\n", 400],
  ["headers over 16 KiB", `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${"x".repeat(20_000)}\r\n\r\n`, 431],
])("%s is answered in our own words and with the headers of every answer", async (_what, request, status) => {
  const { port } = new URL(site.url);
  const text = await new Promise<string>((resolve, reject) => {
    let seen = "";
    const socket = connect(Number(port), "127.0.0.1", () => socket.end(request));
    socket.on("data", (data) => (seen += data.toString()));
    socket.on("close", () => resolve(seen));
    socket.on("error", reject);
  });
  expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(text).toMatch(/content-security-policy: default-src 'none'/i);
  expect(text).toMatch(/x-content-type-options: nosniff/i);
  expect(text).not.toContain("FST_ERR");
  expect(text).toMatch(/problem\+json|<html lang="ru">/);
});
