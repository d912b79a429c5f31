import { expect, test } from "vitest";
import { repositoryRoot } from "@tochka-rosta/build";
import { listCheckSuites } from "./check-suites.ts";
import { describeUnmatched } from "./filters.ts";
import { listMatchable, listTestFiles, planSuites } from "./suites.ts";

const names = ["formatting", "e2e/real-cluster/packets-are-refused.test.ts", "e2e/real-cluster/other.test.ts"];

test("a filter that matches nothing is named, with all that there is; one that matches something does not help it", () => {
  expect(describeUnmatched([], names)).toBeUndefined();
  expect(describeUnmatched(["packets", "format"], names)).toBeUndefined();
  const lines = describeUnmatched(["packets", "packts"], names)?.split("\n") ?? [];
  expect(lines.slice(0, -1)).toEqual(["  e2e/real-cluster/", "  formatting"]);
  expect(lines.at(-1)).toMatch(/^Nothing matches "packts"\./);
});

test("whatever can be matched makes a run of something", () => {
  const [files, checks] = [listTestFiles(repositoryRoot), listCheckSuites(repositoryRoot)];
  const kinds = listMatchable(repositoryRoot).filter((_, index) => index % 20 === 0);
  for (const name of kinds) {
    expect([name, planSuites(repositoryRoot, [name], {}, files, checks).length]).not.toEqual([name, 0]);
  }
});
