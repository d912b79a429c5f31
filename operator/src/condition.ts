import { conditionReasons, type ConditionReason, type ConditionType } from "@tochka-rosta/crds";
import type { DesiredCondition } from "@tochka-rosta/controller-runtime";

/** A condition without its type, which the place where it stands says. */
export interface ConditionState {
  readonly status: boolean;
  readonly reason: ConditionReason;
  /** A sentence for people, in English; the dashboard translates by reason. */
  readonly message: string;
}

/** The state of a condition; without a message of its own it says what the catalogue says of its reason. */
export function condition(
  status: boolean,
  reason: ConditionReason,
  message: string = conditionReasons[reason].message,
): ConditionState {
  return { status, reason, message };
}

/** Whether an object with this reason is Stalled: it does not go on before a person acts. */
export function needsPerson({ reason }: Pick<ConditionState, "reason">): boolean {
  return conditionReasons[reason].kind === "needsPerson";
}

/** Conditions of one generation, in the order given. */
export function toConditions(
  conditions: Readonly<Partial<Record<ConditionType, ConditionState>>>,
  observedGeneration: number,
): DesiredCondition[] {
  return Object.entries(conditions).map(([type, { status, reason, message }]) => ({
    type,
    status: status ? "True" : "False",
    reason,
    message,
    observedGeneration,
  }));
}
