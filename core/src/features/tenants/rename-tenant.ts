import type { Context } from "../../context.ts";
import { writeAudit } from "../../database/audit.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { TenantPrincipal } from "../../http/principal.ts";
import type { CallOrigin } from "../../origin.ts";
import { lockTenant, updateTenantName } from "./store.ts";

/**
 * Renames the caller's company. The name stays in the core: the cluster never hears of it.
 * @throws ProblemError CHANGED_MEANWHILE when it has another name than the one that was seen
 */
export async function renameTenant(
  { database }: Context,
  { tenantId, userId }: TenantPrincipal,
  { name, seenName }: { readonly name: string; readonly seenName: string | undefined },
  origin: CallOrigin,
): Promise<void> {
  await database.$transaction(async (transaction) => {
    // Two who rename at once take turns, and the second hears of the first.
    await lockTenant(transaction, tenantId);
    const { before, isChanged } = await updateTenantName(transaction, tenantId, { name, seenName });
    if (!isChanged && before !== name) throw new ProblemError("CHANGED_MEANWHILE", { values: { now: before } });
    if (!isChanged) return;
    const details = { before, after: name };
    await writeAudit(transaction, { action: "tenant.rename", userId, tenantId, subject: tenantId, details, origin });
  });
}
