import { expect, test } from "vitest";
import { readClusterArguments } from "./command.ts";

test("the words after npm run cluster say what to do with which cluster", () => {
  expect(readClusterArguments([])).toEqual({ name: "default", action: "start", archives: [] });
  expect(readClusterArguments(["--down", "--name", "x"])).toEqual({ name: "x", action: "stop", archives: [] });
  expect(readClusterArguments(["--load", "a.tar", "--load", "b.tar"])).toEqual({
    name: "default",
    action: "load",
    archives: ["a.tar", "b.tar"],
  });
  expect(readClusterArguments(["-h"]).action).toBe("help");
});

test("clusters of the tests are left to the tests, which would remove another one of that name", () => {
  for (const name of ["test", "itself", "guides"]) {
    expect(() => readClusterArguments(["--name", name])).toThrow(`"${name}" is a cluster of the tests`);
    expect(() => readClusterArguments(["--name", name, "--down"])).toThrow("choose another");
  }
});

test("words that mean nothing, or name no possible cluster, are refused", () => {
  expect(() => readClusterArguments(["--dwon"])).toThrow("--dwon");
  expect(() => readClusterArguments(["x"])).toThrow();
  expect(() => readClusterArguments(["--down", "--load", "a.tar"])).toThrow("do not go together");
  for (const name of ["", "../x", "A", "-a", "a-", "a".repeat(21)]) {
    expect(() => readClusterArguments([`--name=${name}`])).toThrow("is no name for a cluster");
  }
});
