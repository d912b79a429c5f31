import type { Instance, InstanceStatusEvent, Step } from "#api/models.ts";

/** An instance as core last told it. `receivedAt` is in milliseconds of the clock that the caller reads. */
export interface Followed {
  instance: Instance;
  receivedAt: number;
}

/** How long a step has taken by now, in seconds: core's figure, counted on while the step is under way. */
export function secondsNow(step: Step, receivedAt: number, now: number): number | undefined {
  if (step.seconds === undefined) return undefined;
  const goesOn = step.state === "running" || step.state === "failed";
  return step.seconds + (goesOn ? Math.max(0, now - receivedAt) / 1000 : 0);
}

/** All steps together, in seconds. */
export function totalSeconds(steps: readonly Step[], receivedAt: number, now: number): number {
  return steps.reduce((sum, step) => sum + (secondsNow(step, receivedAt, now) ?? 0), 0);
}

/** The list after an event; an event about an instance that is not in the list adds it. */
export function applyInstance(list: readonly Followed[], instance: Instance, receivedAt: number): Followed[] {
  const followed = { instance, receivedAt };
  const isKnown = list.some((other) => other.instance.id === instance.id);
  if (!isKnown) return [...list, followed];
  return list.map((other) => (other.instance.id === instance.id ? followed : other));
}

/**
 * The list after core told all of it. What it does not name any more was deleted elsewhere, unless it was heard of after the
 * question was sent.
 */
export function applyList(
  list: readonly Followed[],
  instances: readonly Instance[],
  { sentAt, receivedAt }: { sentAt: number; receivedAt: number },
): Followed[] {
  const named = new Set(instances.map(({ id }) => id));
  const kept = list.filter((followed) => named.has(followed.instance.id) || followed.receivedAt >= sentAt);
  return instances.reduce<Followed[]>((before, instance) => applyInstance(before, instance, receivedAt), kept);
}

/** An event's instance with the state that came beside it. */
export function readStatusEvent({ instance, steps, ready, url }: InstanceStatusEvent): Instance {
  return { ...instance, steps, ready, url };
}

/** Whether an instance is still on its way, so that its events are worth following. */
export function isUnderWay(instance: Instance): boolean {
  return instance.active && !instance.ready && instance.state !== "suspended";
}

/** The step to speak of: the one that failed, else the one under way. */
export function findCurrentStep(steps: readonly Step[]): Step | undefined {
  return steps.find(({ state }) => state === "failed") ?? steps.find(({ state }) => state === "running");
}
