import type { Clock } from "../clock/clock.ts";

/** Whether a condition holds; Unknown before the first look. */
export type ConditionStatus = "True" | "False" | "Unknown";

/** One observation about an object, as KEP-1623 standardises it. */
export interface Condition {
  type: string;
  status: ConditionStatus;
  /** One CamelCase word from a fixed list. */
  reason: string;
  /** A sentence for people. */
  message: string;
  /** RFC 3339, whole seconds; moves only when `status` does. */
  lastTransitionTime: string;
  observedGeneration?: number;
}

/** A condition as a plan states it: the time of its last change is not the plan's to say. */
export type DesiredCondition = Omit<Condition, "lastTransitionTime">;

/**
 * The conditions with the desired ones set: others stay, order is kept, new ones are appended. A condition computed from an
 * older generation than the stored one is dropped, and `lastTransitionTime` moves only with `status`.
 *
 * @example
 * const ready = { type: "Ready", status: "True", reason: "Written", message: "", observedGeneration: 1 } as const;
 * const conditions = setConditions(greeting.status?.conditions, [ready], clock);
 */
export function setConditions(
  current: readonly Condition[] | undefined,
  desired: readonly DesiredCondition[],
  clock: Pick<Clock, "now">,
): Condition[] {
  const result = [...(current ?? [])];
  for (const condition of desired) {
    const index = result.findIndex(({ type }) => type === condition.type);
    const previous = result[index];
    if (previous === undefined) result.push({ ...condition, lastTransitionTime: formatTime(clock.now()) });
    else if ((previous.observedGeneration ?? 0) <= (condition.observedGeneration ?? Number.MAX_SAFE_INTEGER)) {
      const isSameStatus = previous.status === condition.status;
      const lastTransitionTime = isSameStatus ? previous.lastTransitionTime : formatTime(clock.now());
      result[index] = { ...condition, lastTransitionTime };
    }
  }
  return result;
}

/**
 * The conditions without one that no longer says anything, such as Ready of what is switched off. One of a newer generation than
 * the caller's stays.
 *
 * @example
 * const conditions = removeCondition(greeting.status?.conditions, "Ready", greeting.metadata.generation);
 */
export function removeCondition(
  current: readonly Condition[] | undefined,
  type: string,
  observedGeneration = Number.MAX_SAFE_INTEGER,
): Condition[] {
  return (current ?? []).filter((it) => it.type !== type || (it.observedGeneration ?? 0) > observedGeneration);
}

/**
 * The condition of a type, if there is one.
 *
 * @example
 * const reason = findCondition(greeting.status?.conditions, "Ready")?.reason;
 */
export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * Whether a condition is there and True.
 *
 * @example
 * if (isConditionTrue(greeting.status?.conditions, "Ready")) return;
 */
export function isConditionTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return findCondition(conditions, type)?.status === "True";
}

/**
 * Kubernetes' Time: RFC 3339 in UTC, whole seconds.
 *
 * @example
 * formatTime(Date.UTC(2026, 0, 1)); // "2026-01-01T00:00:00Z"
 */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/**
 * Kubernetes' MicroTime (leases, events): RFC 3339 in UTC with six digits, which the API server insists on.
 *
 * @example
 * formatMicroTime(Date.UTC(2026, 0, 1)); // "2026-01-01T00:00:00.000000Z"
 */
export function formatMicroTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/Z$/, "000Z");
}
