import type { Transaction } from "../../database/client.ts";
import { ProblemError, type ProblemValues, type Text } from "../../errors/problem.ts";
import type { ProblemCode } from "../../errors/catalogue.ts";
import type { ProblemFacts } from "../../errors/facts.ts";
import { allowsAll, allowsModule, countKeepable, type Allowance, type Keeping } from "../billing/allowance.ts";
import {
  countKeptInstances,
  findActiveModules,
  findCurrentSubscription,
  findOfferedTariffs,
  findResting,
} from "../billing/store.ts";
import { findModule } from "./catalogue-store.ts";

/** A switching-on that somebody asks for. */
export interface RequestedActivation {
  readonly tenantId: string;
  readonly module: string;
  /** Whether a site has to be made; else one that is kept is switched on again. */
  readonly isNew: boolean;
}

/** What a tenant has, as its tariff counts it. */
interface Usage {
  readonly activeModules: readonly string[];
  readonly kept: number;
  /** Until when the data of each deleted site rests, the next to end first. */
  readonly resting: readonly Date[];
}

type Tariff = Allowance & Keeping & { readonly code: string; readonly name: string };

interface Refusal {
  readonly code: ProblemCode;
  readonly values?: ProblemValues;
  readonly facts: ProblemFacts;
}

/**
 * Refuses what the tariff does not allow, with the reason and the way out. Call it with the tenant's row locked.
 * @throws ProblemError NO_SUBSCRIPTION, MODULE_NOT_IN_TARIFF, SUBDOMAIN_LIMIT_REACHED, KEPT_SITE_LIMIT_REACHED,
 *   RETIRED_SITE_LIMIT_REACHED
 */
export async function checkAllowance(
  transaction: Transaction,
  requested: RequestedActivation,
  now: Date,
): Promise<void> {
  const { tenantId, module } = requested;
  const subscription = await findCurrentSubscription(transaction, tenantId);
  if (!subscription || subscription.status === "expired" || subscription.status === "cancelled") {
    throw new ProblemError("NO_SUBSCRIPTION");
  }
  const { tariff } = subscription;
  const usage = {
    activeModules: await findActiveModules(transaction, tenantId),
    kept: await countKeptInstances(transaction, tenantId),
    resting: await findResting(transaction, tenantId, now),
  };
  const refusal = findRefusal(tariff, requested, usage);
  if (!refusal) return;

  const offered = await findOfferedTariffs(transaction);
  const better = offered.find(
    (other) => allowsAll(other, [...usage.activeModules, module]) && findRefusal(other, requested, usage) === undefined,
  );
  const title = await findModule(transaction, module);
  throw new ProblemError(refusal.code, {
    values: {
      module: { ru: title?.titleRu ?? module, en: title?.titleEn ?? module },
      tariff: tariff.name,
      wayOut: describeWayOut(better?.name),
      ...refusal.values,
    },
    facts: { module, tariff: tariff.code, ...refusal.facts, ...(better && { suggested_tariff: better.code }) },
  });
}

/** What speaks against a switching-on under a tariff; undefined when nothing does. Pure. */
export function findRefusal(
  tariff: Tariff,
  { module, isNew }: Pick<RequestedActivation, "module" | "isNew">,
  { activeModules, kept, resting }: Usage,
): Refusal | undefined {
  const active = activeModules.length;
  const activeFacts = { limit: tariff.subdomainLimit, active_instances: active };
  if (!allowsModule(tariff, module)) return { code: "MODULE_NOT_IN_TARIFF", facts: activeFacts };
  if (active >= tariff.subdomainLimit) {
    return { code: "SUBDOMAIN_LIMIT_REACHED", values: { limit: tariff.subdomainLimit }, facts: activeFacts };
  }
  if (!isNew) return undefined;
  const limit = countKeepable(tariff);
  if (kept >= limit) {
    return { code: "KEPT_SITE_LIMIT_REACHED", values: { limit }, facts: { limit, kept_instances: kept } };
  }
  return findRetiredRefusal(tariff, resting);
}

/** Deleting is never refused; making further sites is, while the data of too many deleted ones rests. */
function findRetiredRefusal({ retiredSiteLimit: limit }: Keeping, resting: readonly Date[]): Refusal | undefined {
  if (resting.length < limit) return undefined;
  // When fewer than the limit rest; a constraint keeps the limit above zero, so there is such a day.
  const possibleAfter = resting[resting.length - limit] ?? new Date(0);
  return {
    code: "RETIRED_SITE_LIMIT_REACHED",
    values: { limit, count: resting.length, date: formatDay(possibleAfter) },
    facts: { limit, retired_instances: resting.length, possible_after: possibleAfter.toISOString() },
  };
}

function formatDay(date: Date): Text {
  const format = (language: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(date);
  return { ru: format("ru"), en: format("en-GB") };
}

function describeWayOut(tariff: string | undefined): Text {
  if (tariff === undefined) return { ru: "", en: "" };
  return { ru: ` Или перейдите на тариф «${tariff}».`, en: ` Or move to the tariff “${tariff}”.` };
}
