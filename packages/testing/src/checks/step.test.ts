import { beforeEach, expect, test, vi } from "vitest";
import { CannotRunHere, PassedButFor, runAsTest } from "./step.ts";

beforeEach(() => void vi.spyOn(console, "log").mockImplementation(() => undefined));

test.each([
  ["passes", () => Promise.resolve("whatever"), { passed: 1, failed: 0, skipped: 0 }],
  ["fails", () => Promise.reject(new Error("broken")), { passed: 0, failed: 1, skipped: 0 }],
  ["cannot run here", () => Promise.reject(new CannotRunHere("no Go")), { passed: 0, failed: 0, skipped: 1 }],
  [
    "passes but for two tests within it",
    () => Promise.resolve(new PassedButFor(["A", "B"])),
    { passed: 1, failed: 0, skipped: 2 },
  ],
])("a check that %s is counted so", async (_, run, tally) => {
  expect(await runAsTest("a check", run)).toEqual(tally);
});
