import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claim, readLivingHolder, removeUnlessNew, withLock } from "./file-lock.ts";
import { readStartTime } from "./process-start.ts";

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

test("a lock of an earlier process with the same number is abandoned: a machine that restarts counts again", async () => {
  await writeFile(file, `${process.ppid} 1`);
  await (
    await claim(file, "It")
  )();
  await writeFile(file, `${process.ppid} ${await readStartTime(process.ppid)}`);
  await expect(claim(file, "It")).rejects.toThrow("still runs");
  expect(await readLivingHolder(file)).toBe(process.ppid);
});

test("who waits is told for which process and which file", async () => {
  await writeFile(file, String(process.ppid));
  const reported: string[] = [];
  const onWait = (holder: string) => {
    reported.push(holder);
    void rm(file);
  };
  await withLock(file, onWait, () => Promise.resolve());
  expect(reported).toEqual([`process ${process.ppid} has ${file}`]);
});

test("of many who find a lock abandoned one has it at a time", async () => {
  const { pid: ended } = spawnSync(process.execPath, ["-e", ""]);
  let most = 0;
  const rounds = Array.from({ length: 20 }, async (_, round) => {
    const one = join(folder, `lock-${round}`);
    await writeFile(one, String(ended));
    let running = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(10);
      running -= 1;
    };
    await Promise.all(Array.from({ length: 4 }, () => withLock(one, () => undefined, work)));
  });
  await Promise.all(rounds);
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test("who finds a lock abandoned does not take it from one who was quicker to find that", async () => {
  await writeFile(file, "17 4");
  await removeUnlessNew(file, "16 3");
  expect(await readFile(file, "utf8")).toBe("17 4");
  await removeUnlessNew(file, "17 4");
  await removeUnlessNew(file, "17 4");
  expect(await readdir(folder)).toEqual([]);
});

test("a claim lasts until it is released", async () => {
  const release = await claim(file, "It");
  await expect(claim(file, "It")).rejects.toThrow("still runs");
  await release();
  await (
    await claim(file, "It")
  )();
});
