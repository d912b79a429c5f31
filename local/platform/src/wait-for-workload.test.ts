import { describe, expect, it } from "vitest";
import { findReason } from "./wait-for-workload.ts";

describe("the reason why a program ended", () => {
  it.each([
    [["starting", "DOMAIN: must be set"], "DOMAIN: must be set"],
    [
      ["throw err;", "Error: Cannot find module 'x'", "at load (node:internal)", "", "Node.js v24.21.0"],
      "Error: Cannot find module 'x'",
    ],
    [['{"level":"fatal","msg":"core cannot start","err":{"message":"no database"}}'], "core cannot start: no database"],
    [['{"level":"info","msg":"hello"}'], "hello"],
    [[JSON.stringify({ msg: "Invalid call:\n\n\nquery failed" })], "Invalid call: query failed"],
    [["{broken"], "{broken"],
    [[], undefined],
  ])("in %j is %s", (lines, reason) => {
    expect(findReason(lines)).toBe(reason);
  });
});
