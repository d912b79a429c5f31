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
