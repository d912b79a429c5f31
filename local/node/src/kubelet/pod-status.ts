import type { ContainerStatus, Pod, PodStatus, StatusCondition } from "../cluster/resources.ts";

/** The statuses of a pod's containers, in the order of its spec. */
export interface ContainerStatuses {
  initContainers: readonly ContainerStatus[];
  containers: readonly ContainerStatus[];
}

/** The pod's status as its containers make it. `before` is the one told last: times of what did not change are kept. */
export function buildPodStatus(
  { spec }: Readonly<Pod>,
  { initContainers, containers }: ContainerStatuses,
  before: PodStatus | undefined,
  now: Date,
): PodStatus {
  const time = now.toISOString().replace(/\.\d+Z$/, "Z");
  const incomplete = initContainers.filter((status) => !hasCompleted(status)).map(({ name }) => name);
  const unready = containers.filter(({ ready }) => !ready).map(({ name }) => name);
  const initialized = evaluate(incomplete, "ContainersNotInitialized", "containers with incomplete status");
  const readiness = evaluate(unready, "ContainersNotReady", "containers with unready status");
  const desired: StatusCondition[] = [
    { type: "PodScheduled", status: "True" },
    { type: "Initialized", ...initialized },
    { type: "ContainersReady", ...readiness },
    { type: "Ready", ...readiness },
  ];
  const conditions = desired.map((condition) => {
    const known = before?.conditions?.find(({ type }) => type === condition.type);
    return {
      ...condition,
      lastTransitionTime: known?.status === condition.status ? (known.lastTransitionTime ?? time) : time,
    };
  });
  return {
    phase: findPhase({ initContainers, containers }, spec.restartPolicy ?? "Always"),
    conditions,
    hostIP: "127.0.0.1",
    podIP: "127.0.0.1",
    podIPs: [{ ip: "127.0.0.1" }],
    startTime: before?.startTime ?? time,
    ...(initContainers.length > 0 && {
      // An init container is never "ready" while it runs: it is when it has done its work.
      initContainerStatuses: initContainers.map((status) => ({ ...status, ready: hasCompleted(status) })),
    }),
    containerStatuses: [...containers],
  };
}

function evaluate(lacking: readonly string[], reason: string, what: string): Omit<StatusCondition, "type"> {
  if (lacking.length === 0) return { status: "True" };
  return { status: "False", reason, message: `${what}: [${lacking.join(" ")}]` };
}

function hasCompleted({ state }: ContainerStatus): boolean {
  return state.terminated?.exitCode === 0;
}

function findPhase({ initContainers, containers }: ContainerStatuses, restartPolicy: string): PodStatus["phase"] {
  const mayRestart = (code: number) => restartPolicy === "Always" || (restartPolicy === "OnFailure" && code !== 0);
  const hasFailed = initContainers.some(({ state }) => (state.terminated?.exitCode ?? 0) !== 0);
  if (hasFailed && restartPolicy === "Never") return "Failed";
  if (!initContainers.every(hasCompleted)) return "Pending";
  const ends = containers.map(({ state }) => state.terminated?.exitCode);
  if (ends.every((code) => code !== undefined && !mayRestart(code))) {
    return ends.every((code) => code === 0) ? "Succeeded" : "Failed";
  }
  const hasStarted = containers.every(
    ({ state, restartCount }) => !state.waiting || restartCount > 0 || isBackOff(state),
  );
  return hasStarted ? "Running" : "Pending";
}

function isBackOff({ waiting }: ContainerStatus["state"]): boolean {
  return waiting?.reason === "CrashLoopBackOff";
}
