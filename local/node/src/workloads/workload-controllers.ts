import { isDeepStrictEqual } from "node:util";
import {
  controllerReference,
  type Cache,
  type ControllerOptions,
  type ReconcileContext,
} from "@tochka-rosta/controller-runtime";
import {
  deployments,
  isControlledBy,
  isPodReady,
  pods,
  replicaSets,
  type Deployment,
  type Pod,
  type ReplicaSet,
} from "../cluster/resources.ts";
import { planDeployment } from "./plan-deployment.ts";

/** The name of the only node. */
export const nodeName = "local";

const fieldManager = "tochka-rosta-local";

/** Deployment to ReplicaSets, step by step of a rollout. */
export function defineDeploymentController(sets: Cache<ReplicaSet>): ControllerOptions<Deployment> {
  return {
    name: "local-deployment",
    for: { resource: deployments },
    owns: [{ resource: replicaSets }],
    concurrency: 8,
    resyncMilliseconds: 0,
    reconciler: { reconcile: (deployment, context) => reconcileDeployment(deployment, sets, context) },
  };
}

async function reconcileDeployment(
  deployment: Readonly<Deployment>,
  sets: Cache<ReplicaSet>,
  { client, clock }: ReconcileContext,
): Promise<{ requeueAfterMilliseconds: number } | undefined> {
  const owned = sets.list(deployment.metadata.namespace).filter((set) => isControlledBy(set, deployment.metadata.uid));
  const plan = planDeployment(deployment, owned, new Date(clock.now()));
  if (plan.create) await client.create(replicaSets, plan.create, { fieldManager });
  for (const { replicaSet, replicas } of plan.scale) {
    await client.patchMerge(replicaSets, replicaSet.metadata, { spec: { replicas } }, { fieldManager });
  }
  for (const { metadata } of plan.remove) {
    if (metadata.uid) await client.delete(replicaSets, metadata, { uid: metadata.uid });
  }
  if (!isDeepStrictEqual(plan.status, { ...deployment.status })) {
    const options = { subresource: "status", fieldManager } as const;
    await client.patchMerge(deployments, deployment.metadata, { status: plan.status }, options);
  }
  const isProgressing = plan.status.conditions?.some(({ reason }) => reason === "ReplicaSetUpdated");
  return isProgressing ? { requeueAfterMilliseconds: 60_000 } : undefined;
}

/** ReplicaSet to pods. */
export function defineReplicaSetController(allPods: Cache<Pod>): ControllerOptions<ReplicaSet> {
  return {
    name: "local-replica-set",
    for: { resource: replicaSets },
    owns: [{ resource: pods }],
    concurrency: 8,
    resyncMilliseconds: 0,
    reconciler: { reconcile: (set, context) => reconcileReplicaSet(set, allPods, context) },
  };
}

async function reconcileReplicaSet(set: Readonly<ReplicaSet>, allPods: Cache<Pod>, { client }: ReconcileContext) {
  const owned = allPods.list(set.metadata.namespace).filter((pod) => isControlledBy(pod, set.metadata.uid));
  const active = owned.filter((pod) => !pod.metadata.deletionTimestamp && !hasEnded(pod));
  const missing = (set.spec.replicas ?? 1) - active.length;
  for (let i = 0; i < missing; i += 1) await client.create(pods, buildPod(set), { fieldManager });
  if (missing < 0) {
    // Those that serve least go first.
    const byUse = active.toSorted((a, b) => Number(isPodReady(a)) - Number(isPodReady(b)));
    for (const { metadata } of byUse.slice(0, -missing)) {
      if (metadata.uid) await client.delete(pods, metadata, { uid: metadata.uid });
    }
  }
  await writeStatus(set, active, missing, client);
}

async function writeStatus(
  set: Readonly<ReplicaSet>,
  active: readonly Readonly<Pod>[],
  missing: number,
  client: ReconcileContext["client"],
): Promise<void> {
  const ready = active.filter(isPodReady).length;
  const replicas = active.length + missing;
  const status = {
    replicas,
    fullyLabeledReplicas: replicas,
    readyReplicas: Math.min(ready, replicas),
    availableReplicas: Math.min(ready, replicas),
    ...(set.metadata.generation !== undefined && { observedGeneration: set.metadata.generation }),
  };
  if (isDeepStrictEqual(status, { ...set.status })) return;
  await client.patchMerge(replicaSets, set.metadata, { status }, { subresource: "status", fieldManager });
}

function hasEnded(pod: Readonly<Pod>): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}

const nameAlphabet = "bcdfghjklmnpqrstvwxz2456789";

function buildPod(set: Readonly<ReplicaSet>): Pod {
  const { template } = set.spec;
  const suffix = Array.from({ length: 5 }, () => nameAlphabet[Math.floor(Math.random() * nameAlphabet.length)]).join(
    "",
  );
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${set.metadata.name}-${suffix}`,
      ...(set.metadata.namespace && { namespace: set.metadata.namespace }),
      ...(template.metadata?.labels && { labels: template.metadata.labels }),
      ...(template.metadata?.annotations && { annotations: template.metadata.annotations }),
      ownerReferences: [controllerReference(set)],
    },
    // There is one node, so nothing is gained by a scheduler's extra write.
    spec: { ...template.spec, nodeName },
  };
}
