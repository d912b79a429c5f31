import { createHash } from "node:crypto";
import { controllerReference } from "@tochka-rosta/controller-runtime";
import { portAnnotation } from "../kubelet/local-ports.ts";
import type { Deployment, DeploymentStatus, ReplicaSet, StatusCondition } from "../cluster/resources.ts";

/** Tells the ReplicaSets and pods of one template from those of another. */
export const templateHashLabel = "pod-template-hash";
const revisionAnnotation = "deployment.kubernetes.io/revision";

/** What a deployment needs now. */
export interface DeploymentPlan {
  create: ReplicaSet | undefined;
  scale: { replicaSet: Readonly<ReplicaSet>; replicas: number }[];
  remove: Readonly<ReplicaSet>[];
  status: DeploymentStatus;
}

/**
 * One step of a rollout, after kube-controller-manager's deployment controller: the new ReplicaSet grows within maxSurge,
 * old ones shrink as far as maxUnavailable allows, sick ones first. `owned` are the ReplicaSets of this deployment.
 */
export function planDeployment(deployment: Readonly<Deployment>, owned: readonly Readonly<ReplicaSet>[], now: Date) {
  const hash = hashTemplate(deployment);
  const current = owned.find((set) => set.metadata.labels?.[templateHashLabel] === hash);
  const old = owned.filter((set) => set !== current);
  const plan: DeploymentPlan = { create: undefined, scale: [], remove: [], status: {} };
  const limits = resolveLimits(deployment);
  if (deployment.spec.paused !== true || current) {
    planCurrent(plan, deployment, hash, current, old, limits);
    planOld(plan, current, old, limits);
  }
  plan.remove = findSpentSets(deployment, old);
  plan.status = buildStatus(deployment, owned, current, now);
  return plan;
}

interface RolloutLimits {
  desired: number;
  /** Pods that may exist at once. */
  most: number;
  /** Pods that must stay available. */
  least: number;
  isRecreate: boolean;
}

function resolveLimits({ spec }: Readonly<Deployment>): RolloutLimits {
  const desired = spec.replicas ?? 1;
  // Two pods could not share a pinned port of this machine, so the new one would never become ready beside the old one.
  const isPinned = spec.template.metadata?.annotations?.[portAnnotation] !== undefined;
  if (isPinned || spec.strategy?.type === "Recreate") return { desired, most: desired, least: 0, isRecreate: true };
  const surge = resolveShare(spec.strategy?.rollingUpdate?.maxSurge ?? "25%", desired, Math.ceil);
  const unavailable = resolveShare(spec.strategy?.rollingUpdate?.maxUnavailable ?? "25%", desired, Math.floor);
  // Both zero would never move; the API forbids it, percentages of few replicas may still round to it.
  const spare = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return { desired, most: desired + surge, least: Math.max(0, desired - spare), isRecreate: false };
}

function resolveShare(value: number | string, of: number, round: (share: number) => number): number {
  if (typeof value === "number") return value;
  return value.endsWith("%") ? round((Number.parseFloat(value) / 100) * of) : Number.parseInt(value, 10);
}

function planCurrent(
  plan: DeploymentPlan,
  deployment: Readonly<Deployment>,
  hash: string,
  current: Readonly<ReplicaSet> | undefined,
  old: readonly Readonly<ReplicaSet>[],
  limits: RolloutLimits,
): void {
  const oldPods = sum(old, (set) => Math.max(set.spec.replicas ?? 0, set.status?.replicas ?? 0));
  const mayStart = limits.isRecreate ? oldPods === 0 : true;
  const room = Math.max(0, limits.most - sum(old, (set) => set.spec.replicas ?? 0));
  const replicas = mayStart ? Math.min(limits.desired, room) : 0;
  if (!current) {
    if (mayStart) plan.create = buildReplicaSet(deployment, hash, replicas, old);
  } else if (current.spec.replicas !== replicas) {
    // Never shrink the new set to make room for the old ones; only the desired object itself shrinks it.
    const wanted = Math.min(limits.desired, Math.max(replicas, current.spec.replicas ?? 0));
    if (wanted !== current.spec.replicas) plan.scale.push({ replicaSet: current, replicas: wanted });
  }
}

function planOld(
  plan: DeploymentPlan,
  current: Readonly<ReplicaSet> | undefined,
  old: readonly Readonly<ReplicaSet>[],
  limits: RolloutLimits,
): void {
  const all = [...old, ...(current ? [current] : [])];
  const pods = sum(all, (set) => set.spec.replicas ?? 0);
  const sickNew = current ? (current.spec.replicas ?? 0) - (current.status?.availableReplicas ?? 0) : 0;
  let sickBudget = Math.max(0, pods - limits.least - sickNew);
  let healthyBudget = Math.max(0, sum(all, (set) => set.status?.availableReplicas ?? 0) - limits.least);
  for (const set of old) {
    const replicas = set.spec.replicas ?? 0;
    const available = Math.min(replicas, set.status?.availableReplicas ?? 0);
    const sick = limits.isRecreate ? replicas - available : Math.min(sickBudget, replicas - available);
    const healthy = limits.isRecreate ? available : Math.min(healthyBudget, available);
    sickBudget -= sick;
    healthyBudget -= healthy;
    if (sick + healthy > 0) plan.scale.push({ replicaSet: set, replicas: replicas - sick - healthy });
  }
}

function buildReplicaSet(
  deployment: Readonly<Deployment>,
  hash: string,
  replicas: number,
  old: readonly Readonly<ReplicaSet>[],
): ReplicaSet {
  const { template, selector } = deployment.spec;
  const labels = { ...template.metadata?.labels, [templateHashLabel]: hash };
  const revision = 1 + Math.max(0, ...old.map((set) => Number(set.metadata.annotations?.[revisionAnnotation] ?? 0)));
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      ...(deployment.metadata.namespace && { namespace: deployment.metadata.namespace }),
      labels,
      annotations: { [revisionAnnotation]: String(revision) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      selector: { matchLabels: { ...selector.matchLabels, [templateHashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

function findSpentSets({ spec }: Readonly<Deployment>, old: readonly Readonly<ReplicaSet>[]): Readonly<ReplicaSet>[] {
  const spent = old.filter((set) => (set.spec.replicas ?? 0) === 0 && (set.status?.replicas ?? 0) === 0);
  const byAge = spent.toSorted((a, b) => revisionOf(b) - revisionOf(a));
  return byAge.slice(spec.revisionHistoryLimit ?? 10);
}

function revisionOf(set: Readonly<ReplicaSet>): number {
  return Number(set.metadata.annotations?.[revisionAnnotation] ?? 0);
}

function buildStatus(
  deployment: Readonly<Deployment>,
  owned: readonly Readonly<ReplicaSet>[],
  current: Readonly<ReplicaSet> | undefined,
  now: Date,
): DeploymentStatus {
  const desired = deployment.spec.replicas ?? 1;
  const available = sum(owned, (set) => set.status?.availableReplicas ?? 0);
  const limits = resolveLimits(deployment);
  const counts = {
    replicas: sum(owned, (set) => set.status?.replicas ?? 0),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum(owned, (set) => set.status?.readyReplicas ?? 0),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, desired - available),
  };
  const enough = available >= limits.least && (desired === 0 || available > 0);
  const conditions: Omit<StatusCondition, "lastTransitionTime">[] = [
    enough
      ? condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
      : condition("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."),
    describeProgress(deployment, counts, current, now),
  ];
  const { generation } = deployment.metadata;
  return {
    ...(generation !== undefined && { observedGeneration: generation }),
    ...counts,
    conditions: conditions.map((each) => keepTime(each, deployment.status?.conditions, now)),
  };
}

function describeProgress(
  deployment: Readonly<Deployment>,
  counts: Required<Pick<DeploymentStatus, "replicas" | "updatedReplicas" | "availableReplicas">>,
  current: Readonly<ReplicaSet> | undefined,
  now: Date,
) {
  const desired = deployment.spec.replicas ?? 1;
  const name = current?.metadata.name ?? deployment.metadata.name;
  const { replicas, updatedReplicas, availableReplicas } = counts;
  if (current && updatedReplicas === desired && replicas === desired && availableReplicas >= desired) {
    return condition(
      "Progressing",
      "True",
      "NewReplicaSetAvailable",
      `ReplicaSet "${name}" has successfully progressed.`,
    );
  }
  const before = deployment.status?.conditions?.find(({ type }) => type === "Progressing");
  const since = Date.parse(before?.lastUpdateTime ?? before?.lastTransitionTime ?? "");
  const hasMoved = deployment.status?.observedGeneration !== deployment.metadata.generation;
  const limit = (deployment.spec.progressDeadlineSeconds ?? 600) * 1000;
  if (!hasMoved && before?.reason !== "NewReplicaSetAvailable" && now.getTime() - since > limit) {
    return condition(
      "Progressing",
      "False",
      "ProgressDeadlineExceeded",
      `ReplicaSet "${name}" has timed out progressing.`,
    );
  }
  return condition("Progressing", "True", "ReplicaSetUpdated", `ReplicaSet "${name}" is progressing.`);
}

function condition(type: string, status: "True" | "False", reason: string, message: string) {
  return { type, status, reason, message };
}

function keepTime(
  desired: Omit<StatusCondition, "lastTransitionTime">,
  before: readonly StatusCondition[] | undefined,
  now: Date,
): StatusCondition {
  const known = before?.find(({ type }) => type === desired.type);
  const time = now.toISOString().replace(/\.\d+Z$/, "Z");
  const isSame =
    known?.status === desired.status && known.reason === desired.reason && known.message === desired.message;
  return {
    ...desired,
    lastTransitionTime: known?.status === desired.status ? (known.lastTransitionTime ?? time) : time,
    lastUpdateTime: isSame ? (known.lastUpdateTime ?? time) : time,
  };
}

function hashTemplate({ spec }: Readonly<Deployment>): string {
  return createHash("sha256").update(JSON.stringify(spec.template, sortKeys)).digest("hex").slice(0, 10);
}

/** The server may answer with keys in another order; the same template must have the same name. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function sum(sets: readonly Readonly<ReplicaSet>[], count: (set: Readonly<ReplicaSet>) => number): number {
  return sets.reduce((total, set) => total + count(set), 0);
}
