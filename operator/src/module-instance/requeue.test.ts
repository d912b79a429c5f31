import type { ModuleInstanceStatus } from "@tochka-rosta/crds";
import { LOW_PRIORITY, type ReconcileResult } from "@tochka-rosta/controller-runtime";
import { expect, it } from "vitest";
import type { Deployment } from "../resources.ts";
import type { InstanceOutcome } from "./apply.ts";
import type { Decision } from "./decision.ts";
import { planRequeue } from "./requeue.ts";

const now = Date.parse("2026-11-23T00:10:00Z");
const run = { mode: "run" } as Decision;
const outcome: InstanceOutcome = {
  database: { state: "not-needed" },
  isApplied: true,
  refusal: undefined,
  podProblem: undefined,
  route: undefined,
  isAnswering: undefined,
  error: undefined,
};
const up: Deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "shop", generation: 1 },
  spec: { replicas: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
};
const since = (type: string, seconds: number): ModuleInstanceStatus => ({
  conditions: [
    {
      type,
      status: "False",
      reason: "x",
      message: "",
      lastTransitionTime: new Date(now - seconds * 1000).toISOString(),
    },
  ],
});
const down = { state: "failed", reason: "DatabaseUnavailable", message: "" } as const;

const hurried = (requeueAfterMilliseconds: number) => ({ requeueAfterMilliseconds });
const behind = (requeueAfterMilliseconds: number) => ({ requeueAfterMilliseconds, priority: LOW_PRIORITY });

it.each<[string, Partial<Parameters<typeof planRequeue>[0]>, ReconcileResult | undefined]>([
  ["off: never, events tell", { decision: { mode: "stop" } as Decision }, undefined],
  ["held: never, events tell", { decision: { mode: "blocked" } as Decision }, undefined],
  ["the database server is away: behind all clicks", { outcome: { ...outcome, database: down } }, behind(5_000)],
  [
    "just started: soon, for its pods",
    { deployment: undefined, status: since("WorkloadAvailable", 0) },
    hurried(2_000),
  ],
  [
    "does not come up: behind all clicks",
    { deployment: undefined, status: since("WorkloadAvailable", 60) },
    behind(5_000),
  ],
  [
    "up, but its address does not answer yet",
    { outcome: { ...outcome, isAnswering: false }, status: since("Reachable", 3) },
    hurried(250),
  ],
  [
    "its address has not answered for long",
    { outcome: { ...outcome, isAnswering: false }, status: since("Reachable", 90) },
    behind(5_000),
  ],
  ["live", { outcome: { ...outcome, isAnswering: true } }, behind(300_000)],
  [
    "live while a new version starts",
    { outcome: { ...outcome, isAnswering: true }, deployment: { ...up, metadata: { name: "shop", generation: 2 } } },
    behind(5_000),
  ],
])("%s", (_, change, expected) => {
  const input = { decision: run, outcome, deployment: up, status: {}, now, ...change };
  expect(planRequeue(input)).toEqual(expected);
});
