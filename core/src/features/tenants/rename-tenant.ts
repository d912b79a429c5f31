import type { Context } from "../../context.ts";
import { writeAudit } from "../../database/audit.ts";
import type { TenantPrincipal } from "../../http/principal.ts";
import type { CallOrigin } from "../../origin.ts";
import { updateTenantName } from "./store.ts";

/** Renames the caller's company. The name stays in the core: the cluster never hears of it. */
export async function renameTenant(
  { database }: Context,
  { tenantId, userId }: TenantPrincipal,
  name: string,
  origin: CallOrigin,
): Promise<void> {
  await database.$transaction(async (transaction) => {
    const before = await updateTenantName(transaction, tenantId, name);
    if (before === undefined) return;
    const details = { before, after: name };
    await writeAudit(transaction, { action: "tenant.rename", userId, tenantId, subject: tenantId, details, origin });
  });
}
