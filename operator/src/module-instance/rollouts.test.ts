import type { CacheListener } from "@tochka-rosta/controller-runtime";
import { expect, it } from "vitest";
import type { Deployment } from "../resources.ts";
import { instance } from "../testing/observed.ts";
import { Rollouts } from "./rollouts.ts";
import { isReplacingPods, replacingIndex } from "../rollout-state.ts";

const settled = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const replacing = { ...settled, replicas: 2 };
const overdue = {
  type: "Progressing",
  status: "False" as const,
  reason: "ProgressDeadlineExceeded",
  message: "",
  lastTransitionTime: "2026-11-30T00:00:00Z",
};

function deploymentOf(name: string, status: Deployment["status"] = settled, generation = 1): Deployment {
  const metadata = { name, namespace: "tenant-alpha", generation };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { replicas: 1 }, ...(status && { status }) };
}

/** Caches of these Deployments, whose pinned sites are named. */
function open(deployments: Deployment[], { percent = 1, minimum = 1, pinned = [] as string[] } = {}) {
  let listener: CacheListener<Deployment> | undefined;
  const list = () => deployments;
  const rollouts = new Rollouts({
    limit: { percent, minimum },
    deployments: {
      list,
      get: (key) => deployments.find(({ metadata }) => key === `tenant-alpha/${metadata.name}`),
      byIndex: (index) => (index === replacingIndex ? deployments.filter(isReplacingPods) : deployments),
      onEvent: (given) => {
        listener = given;
        return () => undefined;
      },
    },
    moduleInstances: {
      list: () => [],
      byIndex: () => [],
      get: (key) => {
        const name = key.split("/")[1] ?? "";
        return instance(name, pinned.includes(name) ? { version: "0.0.1" } : {});
      },
    },
  });
  const enqueued: string[] = [];
  rollouts.source((key) => enqueued.push(key));
  const change = (deployment: Deployment): void => {
    const at = deployments.findIndex(({ metadata }) => metadata.name === deployment.metadata.name);
    deployments.splice(at, 1, deployment);
    listener?.({ type: "updated", object: deployment, old: undefined } as never);
  };
  return { rollouts, enqueued, change };
}

it.for<[string, number, number, number, number]>([
  ["of few the minimum", 3, 10, 2, 2],
  ["of many so many of a hundred", 40, 10, 2, 4],
  ["a part of a site is none", 39, 10, 2, 3],
])("the limit: %s", ([, running, percent, minimum, expected]) => {
  const deployments = Array.from({ length: running }, (_, index) => deploymentOf(`site-${index}`));
  const { rollouts } = open([...deployments], { percent, minimum });
  expect(deployments.filter((deployment) => rollouts.begin(deployment))).toHaveLength(expected);
  expect(rollouts.count()).toEqual({ replacing: expected, waiting: running - expected });
});

it("a place is free again once its rollout is seen to be over, and the next is asked for", () => {
  const { rollouts, enqueued, change } = open([deploymentOf("a"), deploymentOf("b"), deploymentOf("c")]);
  expect([rollouts.begin(deploymentOf("a")), rollouts.begin(deploymentOf("b"))]).toEqual([true, false]);
  change(deploymentOf("a", replacing, 2));
  expect(enqueued).toEqual([]);
  change(deploymentOf("a", { ...settled, observedGeneration: 2 }, 2));
  expect(enqueued).toEqual(["tenant-alpha/b"]);
  expect(rollouts.begin(deploymentOf("b"))).toBe(true);
});

it("a write that did not happen gives the place back", () => {
  const { rollouts } = open([deploymentOf("a"), deploymentOf("b")]);
  rollouts.begin(deploymentOf("a"));
  rollouts.leave("tenant-alpha/a");
  expect(rollouts.begin(deploymentOf("b"))).toBe(true);
});

it.for<[string, Deployment["status"], string[], boolean]>([
  ["new pods that are starting", replacing, [], false],
  ["new pods that failed", { ...replacing, conditions: [overdue] }, [], false],
  ["new pods that failed of a version that the owner pinned", { ...replacing, conditions: [overdue] }, ["a"], true],
  ["pods that the tenant's quota refuses", { ...settled, updatedReplicas: 0, conditions: [overdue] }, [], true],
  ["a site that does not serve anyway", { ...replacing, availableReplicas: 0 }, [], true],
])("whether others go on beside %s", ([, status, pinned, expected]) => {
  const { rollouts } = open([deploymentOf("a", status), deploymentOf("b")], { pinned });
  expect(rollouts.begin(deploymentOf("b"))).toBe(expected);
});

it("a site that is stuck gets its correction at once", () => {
  const stuck = deploymentOf("a", { ...replacing, conditions: [overdue] });
  const { rollouts } = open([stuck, deploymentOf("b")]);
  expect(rollouts.begin(stuck)).toBe(true);
});
