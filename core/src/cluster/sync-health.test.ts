import { expect, test } from "vitest";
import { readSyncHealth, type SyncState } from "./sync-health.ts";

const waiting: SyncState = { pod: { identity: "me" }, problem: undefined, term: undefined, election: undefined };
const heldBy = (holder: string) => ({ holder, term: undefined });
const leading = (lastContactMilliseconds: number) => ({
  caches: [{ lastContactMilliseconds }],
  hasTenant: () => false,
});

test.each<[string, Partial<SyncState>, "up" | "down", string | null]>([
  ["nobody was reached", { problem: "No way to the cluster" }, "down", "No way to the cluster"],
  ["nobody was seen to lead", { election: heldBy("") }, "down", "No leader is known."],
  ["another leads", { election: heldBy("other") }, "up", "other applies changes to the cluster"],
  ["it leads", { election: heldBy("me"), term: leading(0) }, "up", null],
  ["it leads and nobody answers", { term: leading(0), problem: "No answer." }, "down", "No answer."],
  ["it leads and hears nothing", { term: leading(100_001) }, "down", "The cluster has fallen silent."],
  ["it lost its own lease", { election: heldBy("me") }, "down", "The lease could not be renewed."],
  ["it lost its own lease for a reason", { election: heldBy("me"), problem: "No answer." }, "down", "No answer."],
])("when %s", (_, change, state, note) => {
  expect(readSyncHealth(true, { ...waiting, ...change })).toEqual({ state, note });
});

test("switched off it is neither up nor down", () => {
  expect(readSyncHealth(false, waiting).state).toBe("off");
});
