import type { Context } from "../../context.ts";
import { writeAudit } from "../../database/audit.ts";
import { findUniqueViolation } from "../../database/errors.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { TenantPrincipal } from "../../http/principal.ts";
import type { CallOrigin } from "../../origin.ts";
import type { SubdomainState } from "./schemas.ts";
import { findSubdomainHistory, lockTenant, replaceSubdomain, type SubdomainHistory } from "./store.ts";
import { findSubdomainProblem } from "./subdomain.ts";

/** So long after registration a mistyped subdomain can be changed. */
export const subdomainChangeDays = 14;

const dayMilliseconds = 86_400_000;

/** Until when a subdomain can be changed; undefined when it cannot: too late, or an address under it was somebody's bookmark already. */
export function planChangeEnd({ createdAt, hasHadSites }: SubdomainHistory, now: Date): Date | undefined {
  const end = new Date(createdAt.getTime() + subdomainChangeDays * dayMilliseconds);
  return hasHadSites || end <= now ? undefined : end;
}

/** The caller's subdomain, and whether it can be changed yet. */
export async function readSubdomainState({ clock, database }: Context, tenantId: string): Promise<SubdomainState> {
  const history = await findSubdomainHistory(database, tenantId);
  const end = planChangeEnd(history, clock.now());
  return { subdomain: history.subdomain, changeable_until: end?.toISOString() ?? null };
}

/**
 * Gives the caller's company another subdomain: the empty Tenant object is taken away, and one of the new name is made. The old name
 * is free at once, since nothing ever answered under it. Having the name already changes nothing.
 *
 * @throws ProblemError SUBDOMAIN_FIXED, SUBDOMAIN_UNAVAILABLE
 */
export async function changeSubdomain(
  context: Context,
  { tenantId, userId }: TenantPrincipal,
  requested: string,
  origin: CallOrigin,
): Promise<void> {
  const { bus, clock, database } = context;
  const name = requested.trim().toLowerCase();
  const { subdomain: present } = await findSubdomainHistory(database, tenantId);
  if (name === present) return;
  if (await findSubdomainProblem(context, name, tenantId)) throw subdomainUnavailable(name);
  try {
    await database.$transaction(async (transaction) => {
      // No site is made meanwhile: an activation takes the same lock.
      await lockTenant(transaction, tenantId);
      const history = await findSubdomainHistory(transaction, tenantId);
      if (planChangeEnd(history, clock.now()) === undefined) throw new ProblemError("SUBDOMAIN_FIXED");
      await replaceSubdomain(transaction, { id: tenantId, before: history.subdomain, after: name });
      const details = { before: history.subdomain, after: name };
      const action = "tenant.change-subdomain";
      await writeAudit(transaction, { action, userId, tenantId, subject: tenantId, details, origin });
    });
  } catch (error) {
    throw findUniqueViolation(error) === undefined ? error : subdomainUnavailable(name);
  }
  bus.publish("change", { kind: "tenant", id: tenantId });
}

/** The refusal of a subdomain that cannot be had. */
export function subdomainUnavailable(name: string): ProblemError {
  return new ProblemError("SUBDOMAIN_UNAVAILABLE", {
    values: { name },
    fields: [{ field: "subdomain", code: "NOT_ALLOWED" }],
  });
}
