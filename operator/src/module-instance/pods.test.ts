import { expect, it } from "vitest";
import type { Condition } from "@tochka-rosta/crds";
import type { ContainerEnd, ContainerStatus, Deployment, Pod } from "../resources.ts";
import { explainDeployment, explainPods, isStarting } from "./pods.ts";

const pod = (container: ContainerStatus, metadata: object = {}, status: object = {}): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "shop-1", creationTimestamp: "2026-11-23T00:00:00Z", ...metadata },
  status: { containerStatuses: [container], ...status },
});
const waiting = (reason: string): ContainerStatus => ({
  restartCount: 0,
  ready: false,
  state: { waiting: { reason } },
});
const ended = (terminated: ContainerEnd): ContainerStatus => ({
  restartCount: 0,
  ready: false,
  state: { terminated },
});
const again = (terminated: ContainerEnd): ContainerStatus => ({
  restartCount: 1,
  ready: false,
  state: { running: {} },
  lastState: { terminated },
});
const unscheduled = {
  conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }],
  containerStatuses: [],
};
const later = { creationTimestamp: "2026-11-23T00:01:00Z" };

it.each<[string, Pod[], string | undefined]>([
  ["no pod yet", [], undefined],
  ["one that is being made", [pod(waiting("ContainerCreating"))], undefined],
  ["one that runs and is not ready yet", [pod({ restartCount: 0, ready: false, state: { running: {} } })], undefined],
  ["an image that does not exist", [pod(waiting("ErrImagePull"))], "ImagePullFailed"],
  ["an image that still does not exist", [pod(waiting("ImagePullBackOff"))], "ImagePullFailed"],
  ["one that ends again and again", [pod(waiting("CrashLoopBackOff"))], "ModuleCrashing"],
  ["one that ended a moment ago", [pod(ended({ exitCode: 1, reason: "Error" }))], "ModuleCrashing"],
  ["one that has crashed and runs again", [pod(again({ exitCode: 1, reason: "Error" }))], "ModuleCrashing"],
  [
    "one that a probe had killed and that runs again",
    [pod(again({ exitCode: 137, reason: "Error" }))],
    "ModuleUnhealthy",
  ],
  ["one that ran out of memory and runs again", [pod(again({ exitCode: 137, reason: "OOMKilled" }))], "OutOfMemory"],
  ["one that has just run out of memory", [pod(ended({ exitCode: 137, reason: "OOMKilled" }))], "OutOfMemory"],
  [
    "one that runs out of memory again and again",
    [pod({ ...waiting("CrashLoopBackOff"), lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } } })],
    "OutOfMemory",
  ],
  [
    "one that once ran out of memory and is well",
    [pod({ ...again({ exitCode: 137, reason: "OOMKilled" }), ready: true })],
    undefined,
  ],
  ["one whose configuration lacks something", [pod(waiting("CreateContainerConfigError"))], "PodInvalid"],
  [
    "one that was restarted and is not ready",
    [pod({ restartCount: 1, ready: false, state: { running: {} } })],
    "ModuleUnhealthy",
  ],
  [
    "one that has been up and does not answer any more",
    [pod({ restartCount: 0, ready: false, started: true, state: { running: {} } })],
    "ModuleUnhealthy",
  ],
  ["one that was restarted and is well", [pod({ restartCount: 1, ready: true, state: { running: {} } })], undefined],
  ["one without a machine", [pod(waiting("x"), {}, unscheduled)], "NoRoom"],
  ["one on its way out", [pod(waiting("CrashLoopBackOff"), { deletionTimestamp: "2026-11-23T00:02:00Z" })], undefined],
  [
    "two: the newer one speaks",
    [pod(waiting("CrashLoopBackOff")), pod(waiting("ErrImagePull"), later)],
    "ImagePullFailed",
  ],
])("%s", (_, pods, reason) => {
  expect(explainPods(pods)?.reason).toBe(reason);
});

const deployment = (condition: object): Deployment => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "shop" },
  status: { conditions: [{ message: "", lastTransitionTime: later.creationTimestamp, ...condition } as Condition] },
});
const overdue = deployment({ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" });
const starting = pod({ restartCount: 0, ready: false, started: false, state: { running: {} } });

it.each<[string, Deployment, Pod[], string | undefined]>([
  ["a module that has been starting for too long", overdue, [starting], "ModuleUnhealthy"],
  ["an image that takes long to come", overdue, [pod(waiting("ContainerCreating"))], undefined],
  [
    "a module that is starting",
    deployment({ type: "Progressing", status: "True", reason: "ReplicaSetUpdated" }),
    [starting],
    undefined,
  ],
  [
    "pods that the quota leaves no room for",
    deployment({ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: "exceeded quota: tenant" }),
    [],
    "QuotaExceeded",
  ],
])("the Deployment tells of %s", (_, given, pods, reason) => {
  expect(explainDeployment(given, pods)?.reason).toBe(reason);
});

it("says with what exit code a module ends", () => {
  expect(explainPods([pod(again({ exitCode: 1 }))])?.message).toBe(
    "The module starts and ends again, with exit code 1.",
  );
});

it.each<[string, Pod, boolean]>([
  ["not scheduled yet", pod(waiting("x"), {}, { containerStatuses: [] }), true],
  ["without a status", { apiVersion: "v1", kind: "Pod", metadata: { name: "shop-1" } }, true],
  ["waiting for a volume", pod(waiting("ContainerCreating")), true],
  ["waiting for what its environment names", pod(waiting("CreateContainerConfigError")), true],
  ["between two runs", pod(ended({ exitCode: 1 })), true],
  ["running and not ready", starting, false],
  ["running", pod({ ready: true, state: { running: {} } }), false],
  ["on its way out", pod(waiting("ContainerCreating"), { deletionTimestamp: "2026-11-23T00:00:00Z" }), false],
  ["evicted and kept for a while", pod(ended({ exitCode: 137 }), {}, { phase: "Failed" }), false],
  ["evicted before it began", pod(waiting("x"), {}, { phase: "Failed", containerStatuses: [] }), false],
])("a pod %s begins: tells", (_, given, expected) => {
  expect(isStarting(given)).toBe(expected);
});
