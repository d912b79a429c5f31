import type { Context } from "../../context.ts";
import { writeAudit } from "../../database/audit.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { TenantPrincipal } from "../../http/principal.ts";
import type { CallOrigin } from "../../origin.ts";
import { retirementDays } from "../billing/allowance.ts";
import { lockTenant } from "../tenants/store.ts";
import { announce } from "./activation.ts";
import { findInstance, retireInstance, type Retirement } from "./store.ts";

const dayMilliseconds = 86_400_000;

/** A deletion by an owner: which site, and its name as they typed it. */
export interface RequestedDeletion {
  readonly id: string;
  readonly typedName: string;
}

/**
 * Deletes a site: its row now, its object by the sync, while its data rests with the operator until the date returned. A suspended
 * company may delete too: nothing is destroyed by it, nobody else gains anything, and nothing can be made in its place meanwhile.
 * @throws ProblemError NOT_FOUND, SITE_NAME_WRONG
 */
export async function deleteInstance(
  context: Context,
  { tenantId, userId }: TenantPrincipal,
  { id, typedName }: RequestedDeletion,
  origin: CallOrigin,
): Promise<Retirement> {
  const retirement = planRetirement(context.clock.now());
  await context.database.$transaction(async (transaction) => {
    await lockTenant(transaction, tenantId);
    const instance = await findInstance(transaction, tenantId, id);
    if (!instance) throw new ProblemError("NOT_FOUND");
    const { module, name } = instance;
    if (!isSameName(typedName, name)) throw nameWrong(name);
    await retireInstance(transaction, instance, retirement);
    const details = { module, name, data_rests_until: retirement.restsUntil.toISOString() };
    await writeAudit(transaction, { action: "module.delete", userId, tenantId, subject: id, details, origin });
  });
  announce(context, id);
  return retirement;
}

function planRetirement(retiredAt: Date): Retirement {
  return { retiredAt, restsUntil: new Date(retiredAt.getTime() + retirementDays * dayMilliseconds) };
}

/** Phones begin a word with a capital and leave a space behind it, which does not make it another name. */
function isSameName(typed: string, name: string): boolean {
  return typed.trim().toLowerCase() === name;
}

function nameWrong(name: string): ProblemError {
  return new ProblemError("SITE_NAME_WRONG", { values: { name }, fields: [{ field: "name", code: "NOT_ALLOWED" }] });
}
