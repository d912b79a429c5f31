import type { ModuleInstanceStatus } from "@tochka-rosta/crds";
import { LOW_PRIORITY, type ReconcileResult } from "@tochka-rosta/controller-runtime";
import { expect, it } from "vitest";
import type { Deployment } from "../resources.ts";
import { instance } from "../testing/observed.ts";
import type { ObservedBinding } from "./binding.ts";
import { planRequeue } from "./requeue.ts";

const now = Date.parse("2026-11-23T00:10:00Z");
const up: Deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "shop", generation: 1 },
  spec: { replicas: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
};
const rolling = { ...up, metadata: { name: "shop", generation: 2 } };
const since = (type: string, seconds: number, status: "True" | "False" = "False"): ModuleInstanceStatus => {
  const lastTransitionTime = new Date(now - seconds * 1000).toISOString();
  return { conditions: [{ type, status, reason: "x", message: "", lastTransitionTime }] };
};

const hurried = (requeueAfterMilliseconds: number) => ({ requeueAfterMilliseconds });
const behind = (requeueAfterMilliseconds: number) => ({ requeueAfterMilliseconds, priority: LOW_PRIORITY });

interface Situation {
  readonly deployment?: Deployment | undefined;
  readonly hasStartingPod?: boolean;
  readonly binding?: ObservedBinding;
  readonly isAnswering?: boolean;
  readonly status?: ModuleInstanceStatus;
}

it.each<[string, Situation, ReconcileResult]>([
  ["not started yet: soon, for its pods", { deployment: undefined }, hurried(2_000)],
  ["just started", { deployment: undefined, status: since("WorkloadAvailable", 0) }, hurried(2_000)],
  [
    "does not come up: behind all clicks",
    { deployment: undefined, status: since("WorkloadAvailable", 60) },
    behind(5_000),
  ],
  ["was up until now", { deployment: undefined, status: since("WorkloadAvailable", 60, "True") }, hurried(2_000)],
  ["up, but its address does not answer yet", { isAnswering: false, status: since("Reachable", 3) }, hurried(250)],
  ["its address has not answered for long", { isAnswering: false, status: since("Reachable", 90) }, behind(5_000)],
  ["its address answered until now", { isAnswering: false, status: since("Reachable", 90, "True") }, hurried(250)],
  ["live", { isAnswering: true }, behind(300_000)],
  [
    "live while a pod begins, which may wait for its Secret",
    { isAnswering: true, hasStartingPod: true },
    behind(5_000),
  ],
  [
    "live while a pod begins, and the Secret was not read this time",
    { isAnswering: true, hasStartingPod: true, binding: { state: "verified", server: "main", database: "d" } },
    behind(2_000),
  ],
  ["live while a new version starts", { isAnswering: true, deployment: rolling }, behind(5_000)],
])("%s", (_, { status, ...change }, expected) => {
  const subject = { ...instance("shop"), ...(status !== undefined && { status }) };
  expect(
    planRequeue(
      {
        deployment: up,
        hasStartingPod: false,
        binding: { state: "notRead" },
        isAnswering: undefined,
        ...change,
        instance: subject,
      },
      now,
    ),
  ).toEqual(expected);
});
