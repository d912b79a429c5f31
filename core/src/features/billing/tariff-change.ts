import type { Context } from "../../context.ts";
import { writeAudit } from "../../database/audit.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { CallOrigin } from "../../origin.ts";
import type { TenantPrincipal } from "../../http/principal.ts";
import { lockTenant, bumpTenantGeneration } from "../tenants/store.ts";
import { allowsAll, allowsModule, type Allowance } from "./allowance.ts";
import {
  endSubscription,
  findActiveModules,
  findActiveTariff,
  findCurrentSubscription,
  insertSubscription,
} from "./store.ts";

/**
 * Replaces the subscription in force. A trial keeps its end: choosing does not prolong it.
 * @throws ProblemError TARIFF_UNAVAILABLE, TARIFF_UNCHANGED, TARIFF_TOO_SMALL
 */
export async function switchTariff(
  context: Context,
  { tenantId, userId }: TenantPrincipal,
  code: string,
  origin: CallOrigin,
): Promise<void> {
  const now = context.clock.now();
  await context.database.$transaction(async (transaction) => {
    await lockTenant(transaction, tenantId);
    const tariff = await findActiveTariff(transaction, code);
    if (!tariff) throw new ProblemError("TARIFF_UNAVAILABLE", { facts: { tariff: code } });
    const current = await findCurrentSubscription(transaction, tenantId);
    if (current?.tariffId === tariff.id) throw new ProblemError("TARIFF_UNCHANGED", { facts: { tariff: code } });
    const activeModules = await findActiveModules(transaction, tenantId);
    if (!allowsAll(tariff, activeModules)) throw tooSmall(tariff, activeModules);

    if (current) await endSubscription(transaction, current.id, now);
    await insertSubscription(transaction, {
      tenantId,
      tariffId: tariff.id,
      status: current?.status ?? "active",
      startedAt: now,
      trialEndsAt: current?.trialEndsAt ?? null,
    });
    await bumpTenantGeneration(transaction, tenantId);
    const details = { before: current?.tariff.code ?? null, after: tariff.code };
    await writeAudit(transaction, {
      action: "billing.tariff",
      userId,
      tenantId,
      subject: tariff.code,
      details,
      origin,
    });
  });
  context.bus.publish("change", { kind: "tenant", id: tenantId });
}

function tooSmall(tariff: Allowance & { code: string; name: string }, activeModules: readonly string[]): ProblemError {
  const excessModules = [...new Set(activeModules.filter((module) => !allowsModule(tariff, module)))];
  const [count, limit] = [activeModules.length, tariff.subdomainLimit];
  const parts = {
    ru: [
      ...(count > limit ? [`включено сайтов ${count}, а можно ${limit}`] : []),
      ...(excessModules.length > 0 ? [`не входят модули ${excessModules.join(", ")}`] : []),
    ],
    en: [
      ...(count > limit ? [`${count} active sites, ${limit} allowed`] : []),
      ...(excessModules.length > 0 ? [`modules outside it: ${excessModules.join(", ")}`] : []),
    ],
  };
  return new ProblemError("TARIFF_TOO_SMALL", {
    values: { tariff: tariff.name, excess: { ru: parts.ru.join("; "), en: parts.en.join("; ") } },
    facts: { tariff: tariff.code, limit, active_instances: count, excess_modules: excessModules },
  });
}
