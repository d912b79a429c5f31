import { expect, test } from "vitest";
import { runFolderOf } from "./run-folder.ts";

test("clusters of one name of two users have a cgroup each: ending what is in one's leaves the other's alone", () => {
  const [one, other] = ["/root/clusters", "/home/a/clusters"].map((parent) => runFolderOf("test", parent));
  expect(one?.cgroup).toMatch(/^tochka-rosta-test-[0-9a-f]{8}$/);
  expect(one?.cgroup).not.toBe(other?.cgroup);
  expect(runFolderOf("test", "/root/clusters").cgroup).toBe(one?.cgroup);
});
