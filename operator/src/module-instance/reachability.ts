import type { ModuleInstance } from "@tochka-rosta/crds";
import { isConditionTrue, type ReconcileContext } from "@tochka-rosta/controller-runtime";
import type { OperatorContext } from "../context.ts";
import type { Deployment } from "../resources.ts";
import type { RunDecision } from "./decide.ts";
import type { InstanceMemory } from "./memory.ts";
import { isAvailable } from "../rollout-state.ts";

/** An address that answered is not probed again for this long. */
const answerLifetimeMilliseconds = 5 * 60_000;
/** So many failed probes in a row are tolerated before Reachable=False. */
const toleratedFailures = 2;

/**
 * Whether the public address answers; undefined while no replica is available, so that there is nothing to probe.
 *
 * @param memory keeps when the address answered last
 */
export async function observeReachability(
  { clock, probeSite }: Pick<OperatorContext, "clock" | "probeSite">,
  subject: {
    readonly instance: Readonly<ModuleInstance>;
    readonly host: string;
    readonly deployment: Readonly<Deployment> | undefined;
    /** Something leads from the host to the module: where it does not, no answer of before counts. */
    readonly hasWay: boolean;
    readonly decision: RunDecision;
    readonly memory: InstanceMemory;
  },
  { signal }: Pick<ReconcileContext, "signal">,
): Promise<boolean | undefined> {
  const { instance, host, deployment, hasWay, decision, memory } = subject;
  if (!isAvailable(deployment)) {
    delete memory.answeredAt;
    return undefined;
  }
  if (!hasWay) {
    delete memory.answeredAt;
    return false;
  }
  const { answeredAt } = memory;
  const now = clock.monotonic();
  if (answeredAt !== undefined && now - answeredAt < answerLifetimeMilliseconds) return true;
  if (await probeSite(host, decision.module.spec.healthPath ?? "/health", signal)) {
    memory.answeredAt = now;
    memory.failedProbes = 0;
    return true;
  }
  // Broken off because the operator ends: that says nothing of the site.
  signal.throwIfAborted();
  memory.failedProbes = (memory.failedProbes ?? 0) + 1;
  // What an earlier process saw counts as well.
  const hasAnswered = answeredAt !== undefined || isConditionTrue(instance.status?.conditions, "Reachable");
  return hasAnswered && memory.failedProbes <= toleratedFailures;
}
