import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { ImagePlan } from "./image-plan.ts";
import { makeLayer } from "./oci/layer.ts";
import { writePlannedImage } from "./write-planned.ts";

let folder = "";
let plan: ImagePlan;
const program = () => join(folder, "main.mjs");

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "image-test-"));
  writeFileSync(program(), "one");
  plan = {
    name: "shop",
    reference: "docker.io/tochka-rosta/shop:0.1.0",
    shared: [await makeLayer([{ path: "base", content: Buffer.from("base") }], folder)],
    extra: [],
    entries: [{ path: "/app/main.mjs", content: { file: program() } }],
    config: { entrypoint: ["/usr/local/bin/node"], user: "65532:65532" },
  };
});

const write = (changed: Partial<ImagePlan> = {}) =>
  writePlannedImage({ ...plan, ...changed }, join(folder, "images/shop.tar"));

test("an image that is there from the same inputs is left, and told as if it had been written", async () => {
  const { fresh: _, ...written } = await write();
  expect(await write()).toEqual({ ...written, fresh: true });
  expect(written).toMatchObject({ name: "shop", bytes: readFileSync(written.file).length });
  expect(written.ownBytes).toBeLessThan(written.bytes);
});

test.each<[string, () => Partial<ImagePlan>]>([
  ["a file's content", () => (writeFileSync(program(), "two"), {})],
  ["the tag", () => ({ reference: "docker.io/tochka-rosta/shop:0.1.1" })],
  ["how it starts", () => ({ config: { ...plan.config, user: "1:1" } })],
  ["a layer below", () => ({ shared: [] })],
  ["a file's path", () => ({ entries: [{ path: "/app/other.mjs", content: { file: program() } }] })],
])("another %s makes another image", async (_, change) => {
  const before = await write();
  const after = await write(change());
  expect(after.fresh).toBe(false);
  expect(after.sha256).not.toBe(before.sha256);
});

test("a lost archive is written again, with the same bytes", async () => {
  const { file, sha256 } = await write();
  rmSync(file);
  expect(await write()).toMatchObject({ fresh: false, sha256 });
});
