import { maskPhone } from "@tochka-rosta/phones";
import type { Context } from "../../context.ts";
import type { Listed, SearchQuery } from "../../http/fields.ts";
import { describeSiteHosts } from "../tenants/site-addresses.ts";
import { evaluateStanding } from "../tenants/standing.ts";
import { isReady } from "../tenants/view.ts";
import type { FounderTenant, FounderUser } from "./schemas.ts";
import { countResting, findTenants, findUsers } from "./store.ts";

/** One page of all people, phones masked. */
export async function listUsersForFounder({ database }: Context, query: SearchQuery): Promise<Listed<FounderUser>> {
  const { rows, total, isSimilar } = await findUsers(database, query);
  const items = rows.map(({ id, phone, firstName, lastName, employmentType, role, tenant, createdAt }) => ({
    id,
    phone: maskPhone(phone),
    first_name: firstName,
    last_name: lastName,
    employment_type: employmentType,
    role,
    tenant,
    created_at: createdAt.toISOString(),
  }));
  return { items, total, isSimilar };
}

/** One page of all companies with their tariff. */
export async function listTenantsForFounder(
  { clock, config, database }: Context,
  query: SearchQuery,
): Promise<Listed<FounderTenant>> {
  const { rows, total, isSimilar } = await findTenants(database, query);
  const ids = rows.map(({ id }) => id);
  const resting = await countResting(database, ids, clock.now());
  const items = rows.map((row) => {
    const [subscription] = row.subscriptions;
    const phone = row.users[0]?.phone;
    return {
      id: row.id,
      name: row.name,
      subdomain: row.subdomain,
      domain: describeSiteHosts(row.subdomain, config),
      status: evaluateStanding(row).status,
      owner_phone: phone === undefined ? null : maskPhone(phone),
      tariff: subscription?.tariff.code ?? null,
      trial_ends_at: subscription?.trialEndsAt?.toISOString() ?? null,
      active_instances: row.instances.filter(({ active }) => active).length,
      kept_instances: row.instances.length,
      retired_instances: resting.get(row.id) ?? 0,
      ready: isReady(row.clusterStatus),
      created_at: row.createdAt.toISOString(),
    };
  });
  return { items, total, isSimilar };
}
