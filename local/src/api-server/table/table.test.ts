import { describe, expect, test } from "vitest";
import { humanDuration } from "./duration.ts";
import { compileJsonPath } from "./json-path.ts";

const SECOND = 1000;
const HOUR = 3600 * SECOND;

test.each([
  [5 * SECOND, "5s"],
  [119 * SECOND, "119s"],
  [125 * SECOND, "2m5s"],
  [20 * 60 * SECOND, "20m"],
  [4 * HOUR, "4h"],
  [4 * HOUR + 60 * SECOND, "4h1m"],
  [30 * HOUR, "30h"],
  [50 * HOUR, "2d2h"],
  [400 * 24 * HOUR, "400d"],
  [800 * 24 * HOUR, "2y70d"],
])("an age of %d ms reads %s", (milliseconds, expected) => {
  expect(humanDuration(milliseconds)).toBe(expected);
});

describe("a column's path", () => {
  const root = {
    metadata: { labels: { "example.com/a": "1" } },
    spec: {
      list: [
        { name: "x", value: 1 },
        { name: "y", value: 2 },
      ],
    },
    status: { conditions: [{ type: "Ready", status: "True", reason: "Fine" }] },
  };

  test.each([
    [".spec.list[0].name", ["x"]],
    [".spec.list[-1].value", [2]],
    [".spec.list[*].name", ["x", "y"]],
    ['.status.conditions[?(@.type=="Ready")].status', ["True"]],
    [".status.conditions[?(@.type=='Ready')].reason", ["Fine"]],
    ['.status.conditions[?(@.type=="Absent")].status', []],
    [".metadata.labels.example\\.com/a", ["1"]],
    [".metadata.labels['example.com/a']", ["1"]],
    [".nowhere.at.all", []],
  ])("%s finds %j", (path, expected) => {
    expect(compileJsonPath(path)(root)).toEqual(expected);
  });
});
