import type { ConditionType } from "@tochka-rosta/crds";
import type { DesiredCondition } from "@tochka-rosta/controller-runtime";
import { reasons, type Reason } from "./reasons.ts";

/** What a condition says, without the type: where it stands tells that. */
export interface ConditionState {
  readonly status: boolean;
  readonly reason: Reason;
  /** A sentence for people, in English; the dashboard translates by reason. */
  readonly message: string;
}

/** A judgement; without a message of its own it says what the catalogue says of its reason. */
export function condition(status: boolean, reason: Reason, message: string = reasons[reason]): ConditionState {
  return { status, reason, message };
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
