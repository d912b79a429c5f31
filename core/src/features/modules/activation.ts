import { reservedHostPrefixes } from "@tochka-rosta/crds";
import type { Context } from "../../context.ts";
import { writeAudit } from "../../database/audit.ts";
import type { Transaction } from "../../database/client.ts";
import type { ProblemCode } from "../../errors/catalogue.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { CallOrigin } from "../../origin.ts";
import type { TenantPrincipal } from "../../http/principal.ts";
import { evaluateStanding } from "../tenants/standing.ts";
import { lockTenant } from "../tenants/store.ts";
import { checkAllowance } from "./activation-rules.ts";
import { findModule } from "./catalogue-store.ts";
import {
  findInstance,
  findInstanceByName,
  insertInstance,
  isAdoptedAddress,
  markInactive,
  reactivateInstance,
} from "./store.ts";

/**
 * Stores the change for an active instance and pokes the sync. Repeating it changes nothing; for an inactive instance it
 * switches the same one on again. The tenant's row is locked meanwhile, so parallel clicks meet the limit one by one.
 * @returns id of the instance
 * @throws ProblemError MODULE_UNKNOWN, MODULE_COMING_SOON, TENANT_SUSPENDED, NO_SUBSCRIPTION, MODULE_NOT_IN_TARIFF,
 *   SUBDOMAIN_LIMIT_REACHED, KEPT_SITE_LIMIT_REACHED, RETIRED_SITE_LIMIT_REACHED, HOST_PREFIX_TAKEN, HOST_PREFIX_RESERVED,
 *   INSTANCE_MANAGED_ELSEWHERE
 */
export async function activateModule(
  context: Context,
  { tenantId, userId }: TenantPrincipal,
  requested: { readonly module: string; readonly hostPrefix: string | undefined },
  origin: CallOrigin,
): Promise<string> {
  const name = requested.hostPrefix ?? requested.module;
  const { id, isChanged } = await context.database.$transaction(async (transaction) => {
    const tenant = await lockTenant(transaction, tenantId);
    const existing = await findInstanceByName(transaction, tenantId, name);
    if (existing && existing.module !== requested.module) throw prefixTaken(name);
    if (!existing && (await isAdoptedAddress(transaction, tenantId, name))) throw prefixTaken(name);
    if (existing?.active) return { id: existing.id, isChanged: false };
    if (existing?.isAdopted) throw managedElsewhere(name);
    await checkModule(transaction, requested.module);
    if (evaluateStanding(tenant).status === "suspended") throw new ProblemError("TENANT_SUSPENDED");
    const requestedAt = context.clock.now();
    const isNew = existing === undefined;
    await countRefusals(context, () =>
      checkAllowance(transaction, { tenantId, module: requested.module, isNew }, requestedAt),
    );
    if (!existing) checkPrefix(name);

    if (existing) await reactivateInstance(transaction, existing.id, requestedAt);
    const instanceId =
      existing?.id ?? (await insertInstance(transaction, { tenantId, module: requested.module, name, requestedAt }));
    const details = { module: requested.module, name };
    await writeAudit(transaction, {
      action: "module.activate",
      userId,
      tenantId,
      subject: instanceId,
      details,
      origin,
    });
    return { id: instanceId, isChanged: true };
  });
  if (isChanged) announce(context, id);
  return id;
}

/**
 * Stores the change for a switched-off instance; its address and data stay. Repeating it changes nothing.
 * @throws ProblemError NOT_FOUND, INSTANCE_MANAGED_ELSEWHERE
 */
export async function deactivateInstance(
  context: Context,
  { tenantId, userId }: TenantPrincipal,
  id: string,
  origin: CallOrigin,
): Promise<void> {
  const isChanged = await context.database.$transaction(async (transaction) => {
    await lockTenant(transaction, tenantId);
    const instance = await findInstance(transaction, tenantId, id);
    if (!instance) throw new ProblemError("NOT_FOUND");
    if (!instance.active) return false;
    if (instance.adoptedSpec !== null) throw managedElsewhere(instance.name);
    await markInactive(transaction, id, context.clock.now());
    const details = { module: instance.module, name: instance.name };
    await writeAudit(transaction, { action: "module.deactivate", userId, tenantId, subject: id, details, origin });
    return true;
  });
  if (isChanged) announce(context, id);
}

/** Tells the sync what to do and open screens what to show. */
export function announce({ bus }: Context, id: string): void {
  bus.publish("change", { kind: "instance", id });
  bus.publish("instance", { id });
}

async function checkModule(transaction: Transaction, name: string): Promise<void> {
  const module = await findModule(transaction, name);
  if (!module) throw new ProblemError("MODULE_UNKNOWN", { facts: { module: name } });
  if (module.stage === "soon") {
    throw new ProblemError("MODULE_COMING_SOON", {
      values: { module: { ru: module.titleRu, en: module.titleEn } },
      facts: { module: name },
    });
  }
}

/** Of new sites only: one that bears such a prefix keeps it. */
function checkPrefix(hostPrefix: string): void {
  if (!(reservedHostPrefixes as readonly string[]).includes(hostPrefix)) return;
  throw new ProblemError("HOST_PREFIX_RESERVED", {
    values: { hostPrefix },
    fields: [{ field: "host_prefix", code: "NOT_ALLOWED" }],
  });
}

const countedLimits: Partial<Record<ProblemCode, string>> = {
  SUBDOMAIN_LIMIT_REACHED: "active",
  KEPT_SITE_LIMIT_REACHED: "kept",
  RETIRED_SITE_LIMIT_REACHED: "retired",
};

async function countRefusals({ metrics }: Context, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    const limit = error instanceof ProblemError ? countedLimits[error.code] : undefined;
    if (limit !== undefined) metrics.siteRefusals.inc({ limit });
    throw error;
  }
}

/** Where another manager owns `spec.active`, a switch here would be undone by the next apply there. */
function managedElsewhere(name: string): ProblemError {
  return new ProblemError("INSTANCE_MANAGED_ELSEWHERE", { values: { name } });
}

function prefixTaken(hostPrefix: string): ProblemError {
  return new ProblemError("HOST_PREFIX_TAKEN", {
    values: { hostPrefix },
    fields: [{ field: "host_prefix", code: "NOT_ALLOWED" }],
  });
}
