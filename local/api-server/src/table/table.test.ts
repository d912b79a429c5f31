import { describe, expect, test } from "vitest";
import { humanDuration } from "./duration.ts";
import { compileJsonPath } from "./json-path.ts";
import { podStatus } from "./workload-columns.ts";

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

describe("the STATUS of a pod", () => {
  const done = { state: { terminated: { exitCode: 0, reason: "Completed" } } };
  const failed = { state: { terminated: { exitCode: 1, reason: "Error" } } };
  const waiting = (reason: string) => ({ state: { waiting: { reason } } });
  const running = { state: { running: {} } };

  test.each([
    [[waiting("PodInitializing"), waiting("PodInitializing")], "Init:0/2"],
    [[done, running], "Init:1/2"],
    [[done, waiting("CrashLoopBackOff")], "Init:CrashLoopBackOff"],
    [[failed, waiting("PodInitializing")], "Init:Error"],
    [[done, done], "Running"],
  ])("with init containers %j is %s", (initContainerStatuses, expected) => {
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {},
      spec: { initContainers: [{}, {}] },
      status: { phase: "Running", initContainerStatuses, containerStatuses: [running] },
    };
    expect(podStatus(pod)).toBe(expected);
  });
});
