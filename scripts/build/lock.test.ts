import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claim, withLock } from "./lock.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cluster-lock-test-"));
  file = join(folder, "lock");
});
afterEach(() => rm(folder, { recursive: true }));

test("works under one lock happen one after another, and the lock is gone afterwards", async () => {
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
  };
  await Promise.all([1, 2, 3].map(() => withLock(file, () => undefined, work)));
  expect(most).toBe(1);
  expect(existsSync(file)).toBe(false);
});

test("a lock whose process has ended is taken over, one whose process runs is not", async () => {
  const { pid: ended } = spawnSync(process.execPath, ["-e", ""]);
  await writeFile(file, String(ended));
  expect(
    await withLock(
      file,
      () => undefined,
      () => Promise.resolve("done"),
    ),
  ).toBe("done");

  await writeFile(file, String(process.ppid));
  await expect(claim(file, "The cluster")).rejects.toThrow(
    `The cluster belongs to process ${process.ppid}, which still runs: wait for it, or use another name.`,
  );
});

test("a claim lasts until it is released", async () => {
  const release = await claim(file, "It");
  await expect(claim(file, "It")).rejects.toThrow("still runs");
  await release();
  await (
    await claim(file, "It")
  )();
});
