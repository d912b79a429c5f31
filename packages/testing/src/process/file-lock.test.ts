import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claim, readLivingHolder, withLock } from "./file-lock.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cluster-lock-test-"));
  file = join(folder, "lock");
});
afterEach(() => rm(folder, { recursive: true }));

const nothing = () => undefined;

/** A process that has the lock until it is killed. */
async function startHolder() {
  const script = `
    import { claim } from ${JSON.stringify(join(import.meta.dirname, "file-lock.ts"))};
    await claim(${JSON.stringify(file)}, "It");
    console.log("taken");
    setInterval(() => undefined, 1000);`;
  const holder = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  return holder;
}

test("works under one lock happen one after another, and nobody is named as its holder afterwards", async () => {
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await sleep(20);
    running -= 1;
  };
  await Promise.all([1, 2, 3, 4].map(() => withLock(file, nothing, work)));
  expect(most).toBe(1);
  expect(existsSync(file)).toBe(false);
});

test("the lock of a process that runs is refused by its number, that of one that was killed is free", async () => {
  const holder = await startHolder();
  expect(await readLivingHolder(file)).toBe(holder.pid);
  await expect(claim(file, "The cluster")).rejects.toThrow(
    `The cluster belongs to process ${holder.pid}, which still runs: wait for it, or use another name.`,
  );
  holder.kill("SIGKILL");
  await once(holder, "exit");
  expect(await readLivingHolder(file)).toBeUndefined();
  expect(await withLock(file, nothing, () => Promise.resolve("done"))).toBe("done");
});

test("a number that another process bears by now holds nothing", async () => {
  await writeFile(file, String(process.ppid));
  expect(await readLivingHolder(file)).toBeUndefined();
  const release = await claim(file, "It");
  expect(await readLivingHolder(file)).toBe(process.pid);
  await release();
});

test("who waits hears once for which process and which file", async () => {
  const release = await claim(file, "It");
  const reported: string[] = [];
  const onWait = (holder: string) => {
    reported.push(holder);
    void release();
  };
  await withLock(file, onWait, () => Promise.resolve());
  expect(reported).toEqual([`process ${process.pid} has ${file}`]);
});

test("work that fails releases its lock", async () => {
  await expect(withLock(file, nothing, () => Promise.reject(new Error("no space")))).rejects.toThrow("no space");
  expect(await readLivingHolder(file)).toBeUndefined();
});

test("a claim lasts until it is released", async () => {
  const release = await claim(file, "It");
  await expect(claim(file, "It")).rejects.toThrow("still runs");
  await release();
  await (
    await claim(file, "It")
  )();
});

test("a release that comes twice takes nothing from whoever has the lock by then", async () => {
  const release = await claim(file, "It");
  await release();
  const next = await claim(file, "It");
  await release();
  expect(await readLivingHolder(file)).toBe(process.pid);
  await next();
});

test("a lock whose file is damaged is nobody's, and can be taken", async () => {
  await writeFile(`${file}.db`, "x".repeat(5_000));
  await writeFile(file, "not a number");
  expect(await readLivingHolder(file)).toBeUndefined();
  await writeFile(`${file}.db`, "x".repeat(5_000));
  await (
    await claim(file, "It")
  )();
});
