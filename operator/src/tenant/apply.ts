import { WaitError } from "@tochka-rosta/controller-runtime";
import { describeRefusal, isForbidden, toError } from "../api-errors.ts";
import { applyResources, findApplied } from "../apply-resources.ts";
import type { OperatorContext } from "../context.ts";
import { resources } from "../resources.ts";
import type { ObservedTenant } from "./observe.ts";
import type { TenantPlan } from "./plan.ts";

/** How applying a tenant's plan went. */
export interface TenantOutcome {
  /** Stages that were applied whole: 1 means the namespace is there. */
  readonly stagesApplied: number;
  /** The namespace is being deleted, as the API server answered: nothing can be made in it. */
  readonly isTerminating: boolean;
  /** What the API server refused, for people; undefined when nothing. */
  readonly refusal: string | undefined;
  /** What to throw after the report. */
  readonly error: Error | undefined;
}

const rightsMilliseconds = 200;
const newNamespaceMilliseconds = 15_000;

/**
 * Does what the plan says, as far as it gets. What fails is in the outcome, so that it can be reported before it is thrown.
 *
 * @throws WaitError while the API server does not know the operator's rights in a new namespace yet
 */
export async function applyTenant(
  context: OperatorContext,
  observed: ObservedTenant,
  plan: TenantPlan,
): Promise<TenantOutcome> {
  let stagesApplied = 0;
  try {
    for (const stage of plan.stages) {
      const applied = await applyResources(context, stage);
      if (findApplied(applied, resources.namespace)?.metadata.deletionTimestamp !== undefined) {
        return { stagesApplied, isTerminating: true, refusal: undefined, error: undefined };
      }
      stagesApplied += 1;
    }
    return { stagesApplied, isTerminating: false, refusal: undefined, error: undefined };
  } catch (thrown) {
    const error = toError(thrown);
    if (isForbidden(error) && areRightsNew(observed, stagesApplied, context)) {
      throw new WaitError("the API server has not heard of our rights in the namespace yet", rightsMilliseconds);
    }
    return { stagesApplied, isTerminating: false, refusal: describeRefusal(error), error };
  }
}

/** An API server of several hears of a new RoleBinding a moment later: no refusal that anybody should read of. */
function areRightsNew({ namespace }: ObservedTenant, stagesApplied: number, { clock }: OperatorContext): boolean {
  const createdAt = Date.parse(namespace?.metadata.creationTimestamp ?? "");
  const isNew = namespace === undefined || clock.now() - createdAt < newNamespaceMilliseconds;
  return isNew && stagesApplied >= 2;
}
