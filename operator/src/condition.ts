import { conditionReasons, type ConditionReason, type ConditionType, type ReadyWord } from "@tochka-rosta/crds";
import {
  findCondition,
  isConditionTrue,
  removeCondition,
  setConditions,
  type Clock,
  type Condition,
  type DesiredCondition,
} from "@tochka-rosta/controller-runtime";

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
function toConditions(
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

/** The part of a status that says how an object stands: conditions for programs, a word for people. */
export interface ReportedConditions {
  readonly ready: ReadyWord;
  readonly conditions: Condition[];
}

/**
 * What was found out, upon what was known. Without a state for Ready there is no such condition: the object is off on purpose.
 *
 * @param generation of the object that the states are about
 */
export function reportConditions(
  known: readonly Condition[] | undefined,
  states: Readonly<Partial<Record<ConditionType, ConditionState>>>,
  generation: number,
  clock: Pick<Clock, "now">,
): ReportedConditions {
  const kept = states.Ready === undefined ? removeCondition(known, "Ready", generation) : known;
  const conditions = setConditions(kept, toConditions(states, generation), clock);
  return { ready: chooseReadyWord(conditions), conditions };
}

function chooseReadyWord(conditions: readonly Condition[]): ReadyWord {
  if (findCondition(conditions, "Ready") !== undefined) return isConditionTrue(conditions, "Ready") ? "True" : "False";
  return isConditionTrue(conditions, "Suspended") ? "Suspended" : "SwitchedOff";
}
