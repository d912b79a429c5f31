import type { ModuleInstanceStatus } from "@tochka-rosta/crds";
import type { ReconcileResult } from "@tochka-rosta/controller-runtime";
import type { Deployment } from "../resources.ts";
import { isAvailable, isRolledOut, type InstanceOutcome } from "./apply.ts";
import type { Decision } from "./decision.ts";
import { conditionAge } from "./report.ts";

const soonMilliseconds = 250;
const startingMilliseconds = 2_000;
const troubledMilliseconds = 5_000;
const calmMilliseconds = 5 * 60_000;
/** So long a click is waited for; after that a site that does not answer is in trouble. */
const hurryMilliseconds = 60_000;

/** When to look again without being told: only for what sends no event. Nothing means never. Pure. */
export function chooseRecheck(input: {
  readonly decision: Decision;
  readonly outcome: InstanceOutcome;
  readonly deployment: Readonly<Deployment> | undefined;
  readonly status: ModuleInstanceStatus;
  readonly now: number;
}): ReconcileResult | undefined {
  const { decision, outcome, deployment, status, now } = input;
  if (decision.mode !== "run") return undefined;
  if (outcome.database?.state === "failed") return { recheckAfterMilliseconds: troubledMilliseconds };
  if (!isAvailable(deployment)) {
    const isNew = conditionAge(status, "WorkloadAvailable", now) < startingMilliseconds;
    return { recheckAfterMilliseconds: isNew ? startingMilliseconds : troubledMilliseconds };
  }
  if (outcome.isAnswering !== true) {
    const isHurried = conditionAge(status, "Reachable", now) < hurryMilliseconds;
    return { recheckAfterMilliseconds: isHurried ? soonMilliseconds : troubledMilliseconds };
  }
  return { recheckAfterMilliseconds: isRolledOut(deployment) ? calmMilliseconds : troubledMilliseconds };
}
