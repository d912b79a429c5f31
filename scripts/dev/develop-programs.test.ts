import { describe, expect, test } from "vitest";
import { describeFailure, describeRestart } from "./develop-programs.ts";

const shop = { name: "shop", image: "tochka-rosta/shop:0.2.0", changedAt: 1_000 };

describe("what the terminal says of a changed program", () => {
  test.each([
    [{ ready: 1, failure: undefined }, "✓ shop is running (0.8 s)"],
    [{ ready: 3, failure: undefined }, "✓ shop is running, 3 times (0.8 s)"],
    [{ ready: 0, failure: undefined }, "✓ shop is built (0.8 s); nothing runs it yet"],
    [{ ready: 0, failure: "ReferenceError: x" }, "✗ shop is built and does not start (0.8 s): ReferenceError: x"],
  ])("%o", (report, line) => {
    expect(describeRestart(shop, report, 1_800)).toBe(line);
  });

  test("a build that failed shows the tool's own lines, and that the last program goes on", () => {
    expect(describeFailure("shop", new Error("main.ts:1:6\n  const = 1"))).toBe(
      "✗ shop could not be built, the last one goes on:\n    main.ts:1:6\n      const = 1",
    );
  });
});
