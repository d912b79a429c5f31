import type { ContainerStatus, Pod, PodStatus, StatusCondition } from "../../cluster/resources.ts";

/** The pod's status as its containers make it. `before` is the one told last: times of what did not change are kept. */
export function buildPodStatus(
  { spec }: Readonly<Pod>,
  containers: readonly ContainerStatus[],
  before: PodStatus | undefined,
  now: Date,
): PodStatus {
  const time = now.toISOString().replace(/\.\d+Z$/, "Z");
  const isReady = containers.every(({ ready }) => ready);
  const unready = containers.filter(({ ready }) => !ready).map(({ name }) => name);
  const notReady = { reason: "ContainersNotReady", message: `containers with unready status: [${unready.join(" ")}]` };
  const readiness = { status: isReady ? "True" : "False", ...(!isReady && notReady) } as const;
  const wishes: StatusCondition[] = [
    { type: "PodScheduled", status: "True" },
    { type: "Initialized", status: "True" },
    { type: "ContainersReady", ...readiness },
    { type: "Ready", ...readiness },
  ];
  const conditions = wishes.map((wish) => {
    const known = before?.conditions?.find(({ type }) => type === wish.type);
    return { ...wish, lastTransitionTime: known?.status === wish.status ? (known.lastTransitionTime ?? time) : time };
  });
  return {
    phase: findPhase(containers, spec.restartPolicy ?? "Always"),
    conditions,
    hostIP: "127.0.0.1",
    podIP: "127.0.0.1",
    podIPs: [{ ip: "127.0.0.1" }],
    startTime: before?.startTime ?? time,
    containerStatuses: [...containers],
  };
}

function findPhase(containers: readonly ContainerStatus[], restartPolicy: string): PodStatus["phase"] {
  const ends = containers.map(({ state }) => state.terminated?.exitCode);
  const mayRestart = (code: number) => restartPolicy === "Always" || (restartPolicy === "OnFailure" && code !== 0);
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
