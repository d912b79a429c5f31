import type { Transaction } from "../../database/client.ts";
import { ProblemError, type Text } from "../../errors/problem.ts";
import { allowsModule, findFittingTariff } from "../billing/allowance.ts";
import { findActiveModules, findCurrentSubscription, findOfferedTariffs } from "../billing/store.ts";
import { findModule } from "./catalogue-store.ts";

/**
 * Refuses what the tariff does not allow, with the reason and the way out. Call it with the tenant's row locked.
 * @throws ProblemError NO_SUBSCRIPTION, MODULE_NOT_IN_TARIFF, SUBDOMAIN_LIMIT_REACHED
 */
export async function checkAllowance(transaction: Transaction, tenantId: string, module: string): Promise<void> {
  const subscription = await findCurrentSubscription(transaction, tenantId);
  if (!subscription || subscription.status === "expired" || subscription.status === "cancelled") {
    throw new ProblemError("NO_SUBSCRIPTION");
  }
  const { tariff } = subscription;
  const activeModules = await findActiveModules(transaction, tenantId);
  const isAllowed = allowsModule(tariff, module);
  if (isAllowed && activeModules.length < tariff.subdomainLimit) return;

  const better = findFittingTariff(await findOfferedTariffs(transaction), [...activeModules, module]);
  const title = await findModule(transaction, module);
  throw new ProblemError(isAllowed ? "SUBDOMAIN_LIMIT_REACHED" : "MODULE_NOT_IN_TARIFF", {
    values: {
      module: { ru: title?.titleRu ?? module, en: title?.titleEn ?? module },
      tariff: tariff.name,
      limit: tariff.subdomainLimit,
      wayOut: describeWayOut(better?.name),
    },
    facts: {
      module,
      tariff: tariff.code,
      limit: tariff.subdomainLimit,
      active_instances: activeModules.length,
      ...(better && { suggested_tariff: better.code }),
    },
  });
}

function describeWayOut(tariff: string | undefined): Text {
  if (tariff === undefined) return { ru: "", en: "" };
  return { ru: ` Или перейдите на тариф «${tariff}».`, en: ` Or move to the tariff “${tariff}”.` };
}
