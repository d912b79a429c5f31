import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withLock } from "@tochka-rosta/testing";
import { listHierarchies, tryGroups } from "./cgroups.ts";
import { readState, runFolderOf, writeState } from "./run-folder.ts";
import type { RunFolder } from "./run-folder.ts";
import { stopCluster } from "./stop.ts";

let parent = "";
let folder: RunFolder;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "cluster-stop-test-"));
  const path = join(parent, "x");
  folder = {
    ...runFolderOf("x"),
    path,
    startLock: `${path}.lock`,
    ownerLock: `${path}.owner`,
    failedLogs: `${path}.failed-logs`,
    cgroup: `tochka-rosta-stop-test-${process.pid}`,
  };
});
afterAll(() => rm(parent, { recursive: true, force: true }));

test("what a start noted is read as a whole, or not at all", async () => {
  await mkdir(folder.path, { recursive: true });
  expect(await readState(folder)).toBeUndefined();
  const state = { pid: 17, startTime: "4", cable: 1, isReady: false };
  await writeState(folder, state);
  expect(await readState(folder)).toEqual(state);
  expect(await readdir(folder.path)).toEqual(["state.json"]);
  await writeFile(join(folder.path, "state.json"), '{"pid":17,"sta');
  expect(await readState(folder)).toBeUndefined();
});

test("a stop waits for a start that still goes on", async () => {
  const order: string[] = [];
  let stopping: Promise<void> | undefined;
  await withLock(
    folder.startLock,
    () => undefined,
    async () => {
      const announced = new Promise<void>((resolve) => {
        stopping = stopCluster(folder, (line) => resolve(void order.push(line)));
      });
      await announced;
      await mkdir(folder.path, { recursive: true });
      order.push("started");
    },
  );
  await stopping;
  expect(order).toEqual([
    `waiting for a start or stop of "x": process ${process.pid} has ${folder.startLock} …`,
    "started",
  ]);
  expect(await readdir(parent)).toEqual(["x.lock.db"]);
});

const areGroupsOurs = await tryGroups().then(
  () => true,
  () => false,
);

test.skipIf(!areGroupsOurs)(
  "a start that was killed before it noted anything is ended by its cgroup (where this user may make cgroups)",
  async () => {
    await mkdir(folder.path, { recursive: true });
    await writeFile(join(folder.path, "state.json"), '{"pid":');
    const child = spawn("sleep", ["1000"], { stdio: "ignore" });
    const ended = once(child, "exit");
    const [hierarchy = ""] = (await listHierarchies()).filter((path) => !path.endsWith("/cpuset"));
    const system = join(hierarchy, folder.cgroup, "system");
    await mkdir(system, { recursive: true });
    await writeFile(join(system, "cgroup.procs"), String(child.pid));

    await stopCluster(folder);

    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(existsSync(join(hierarchy, folder.cgroup))).toBe(false);
    expect(await readdir(parent)).toEqual(["x.lock.db"]);
  },
);
