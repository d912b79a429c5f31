import type { ModuleInstanceStatus } from "@tochka-rosta/crds";
import type { Observed } from "../../status/observed.ts";
import type { Context } from "../../context.ts";
import { writeAudit } from "../../database/audit.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { CallOrigin } from "../../origin.ts";
import type { TenantPrincipal } from "../../http/principal.ts";
import { noteHandover } from "../auth/store.ts";
import { findInstance } from "./store.ts";
import { toInstance } from "./view.ts";

/**
 * A token with which the owner enters the module's own admin once. It names the instance by its uid, so that no other module
 * (nor a later one of the same name) takes it.
 * @throws ProblemError NOT_FOUND, INSTANCE_INACTIVE, INSTANCE_NOT_READY
 */
export async function issueHandover(
  { clock, database, tokens }: Context,
  { tenantId, userId, sessionId, sessionEndsAt }: TenantPrincipal,
  id: string,
  origin: CallOrigin,
): Promise<{ action: string; token: string }> {
  const row = await findInstance(database, tenantId, id);
  if (!row) throw new ProblemError("NOT_FOUND");
  if (!row.active) throw new ProblemError("INSTANCE_INACTIVE");
  const { url } = ((row.clusterStatus ?? {}) as Observed<ModuleInstanceStatus>).status ?? {};
  const { clusterUid } = row;
  if (!url || clusterUid === null || !toInstance(row, clock.now()).ready) throw new ProblemError("INSTANCE_NOT_READY");
  const tenant = row.tenant.subdomain;
  // Noted before the token exists: a session that ends meanwhile is on the list that the module reads.
  await database.$transaction(async (transaction) => {
    await noteHandover(transaction, sessionId, clock.now());
    await writeAudit(transaction, { action: "module.handover", userId, tenantId, subject: id, origin });
  });
  const token = await tokens.signHandover({ userId, audience: clusterUid, tenant, sessionId, sessionEndsAt });
  return { action: new URL("/admin/handover", url).href, token };
}
