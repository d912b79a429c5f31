import type { ModuleInstance } from "@tochka-rosta/crds";
import { labels } from "@tochka-rosta/crds";
import type { ObservationContext } from "../context.ts";
import { condition, type ConditionState } from "../condition.ts";
import { type ContainerStatus, type Deployment, type Pod } from "../resources.ts";

/** The pods of an instance. */
export function listPods(
  { caches }: Pick<ObservationContext, "caches">,
  { metadata }: Readonly<ModuleInstance>,
): readonly Readonly<Pod>[] {
  const inNamespace = caches.pods.list(metadata.namespace ?? "");
  return inNamespace.filter((pod) => pod.metadata.labels?.[labels.instance] === metadata.name);
}

/**
 * Whether a pod has yet to run, or to run again: one that runs has all it needs mounted, one that begins may miss it. What ended for
 * good (evicted, say) is kept by the cluster for a while and begins no more. Pure.
 */
export function isStarting({ metadata, status }: Readonly<Pod>): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  if (status?.phase === "Failed" || status?.phase === "Succeeded") return false;
  const containers = status?.containerStatuses ?? [];
  return containers.length === 0 || containers.some(({ state }) => state?.running === undefined);
}

/** Why a module does not come up, in plain words; undefined while it may simply still be starting. Pure. */
export function findPodProblem(
  pods: readonly Readonly<Pod>[],
  deployment: Readonly<Deployment>,
): ConditionState | undefined {
  return explainPods(pods) ?? explainDeployment(deployment, pods);
}

/** Reads the problem off the pods: the newest pod that has one speaks. Pure. */
export function explainPods(pods: readonly Readonly<Pod>[]): ConditionState | undefined {
  const newestFirst = [...pods].sort((a, b) =>
    (b.metadata.creationTimestamp ?? "").localeCompare(a.metadata.creationTimestamp ?? ""),
  );
  for (const pod of newestFirst) {
    const problem = explainPod(pod);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function explainPod({ metadata, status }: Readonly<Pod>): ConditionState | undefined {
  if (metadata.deletionTimestamp !== undefined) return undefined;
  const unscheduled = status?.conditions?.find(
    ({ type, reason }) => type === "PodScheduled" && reason === "Unschedulable",
  );
  if (unscheduled?.status === "False") return condition(false, "NoRoom");
  for (const container of status?.containerStatuses ?? []) {
    const problem = explainContainer(container);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function explainContainer(container: ContainerStatus): ConditionState | undefined {
  switch (container.state?.waiting?.reason) {
    case "ErrImagePull":
    case "ImagePullBackOff":
    case "InvalidImageName":
    case "ErrImageNeverPull":
      return condition(false, "ImagePullFailed");
    case "CrashLoopBackOff":
      return explainEnd(container) ?? condition(false, "ModuleCrashing");
    case "CreateContainerConfigError":
    case "CreateContainerError":
    case "RunContainerError":
      return condition(false, "PodInvalid");
    default:
      if (container.ready === true) return undefined;
      return explainEnd(container) ?? (hasBeenUp(container) ? condition(false, "ModuleUnhealthy") : undefined);
  }
}

function hasBeenUp({ restartCount = 0, started = false }: ContainerStatus): boolean {
  return restartCount > 0 || started;
}

/** Exit codes of a process that was told or made to end: by a probe that got no answer, most likely. */
const endedFromOutside = new Set([0, 128 + 9, 128 + 15]);

/** Why a container ended, also while it runs again: between two crashes it looks well for a moment. */
function explainEnd({ state, lastState }: ContainerStatus): ConditionState | undefined {
  const end = state?.terminated ?? lastState?.terminated;
  if (end === undefined) return undefined;
  if (end.reason === "OOMKilled") return condition(false, "OutOfMemory");
  if (end.exitCode === undefined || endedFromOutside.has(end.exitCode)) return undefined;
  return condition(false, "ModuleCrashing", `The module starts and ends again, with exit code ${end.exitCode}.`);
}

/** A Deployment says in conditions that its pods cannot even be made, and that they have been starting for too long. Pure. */
export function explainDeployment(
  { status }: Readonly<Deployment>,
  pods: readonly Readonly<Pod>[],
): ConditionState | undefined {
  const failure = status?.conditions?.find(({ type, status: value }) => type === "ReplicaFailure" && value === "True");
  if (failure !== undefined) {
    return condition(false, /exceeded quota/.test(failure.message) ? "QuotaExceeded" : "PodInvalid");
  }
  const isOverdue = status?.conditions?.some(({ reason }) => reason === "ProgressDeadlineExceeded") === true;
  return isOverdue && pods.some(isRunning) ? condition(false, "ModuleUnhealthy") : undefined;
}

function isRunning({ status }: Pod): boolean {
  return status?.containerStatuses?.some(({ state }) => state?.running !== undefined) === true;
}
