import type { ApiClient } from "../../harness/api-client.ts";
import { expectStatus, type Instance } from "../../harness/owner.ts";
import { readFields } from "./spelling.ts";

/** Fields of the API in snake_case, whatever the release's spelling. */
export type Fields = Readonly<Record<string, unknown>>;

/** What an owner sees of their account and sites, without what changes by itself. */
export interface AccountFacts {
  readonly user: Fields;
  readonly tenant: Fields;
  readonly subscription: Fields;
  readonly instances: readonly InstanceFacts[];
}

export interface InstanceFacts extends Fields {
  readonly id: string;
  readonly state: Instance["state"];
  readonly host: string | null;
}

const kept = {
  user: ["id", "phone", "first_name", "last_name", "employment_type", "role", "language", "created_at"],
  tenant: ["id", "name", "subdomain", "domain", "status", "is_active", "owner_phone", "created_at"],
  subscription: ["id", "status", "is_active", "started_at", "trial_ends_at", "ended_at", "usage"],
  instance: ["id", "module", "host_prefix", "active", "state", "requested_at", "created_at"],
} as const;

/** Reads an owner's account through the API. @throws Error with the API's answer when it refuses */
export async function readAccount(api: ApiClient): Promise<AccountFacts> {
  const [user, tenant, subscription, instances] = await Promise.all([
    read(api, "/api/auth/me"),
    read(api, "/api/tenants/me"),
    read(api, "/api/billing/subscriptions/me"),
    read(api, "/api/modules/instances"),
  ]);
  const tariff = (subscription as { tariff: Fields }).tariff;
  return {
    user: pick(user, kept.user),
    tenant: pick(tenant, kept.tenant),
    subscription: { ...pick(subscription, kept.subscription), tariff: tariff["code"] },
    instances: listOf(instances)
      .map(describeInstance)
      .toSorted((a, b) => a.id.localeCompare(b.id)),
  };
}

/** Lists come bare or under `items`. */
export function listOf(body: unknown): readonly Fields[] {
  return (Array.isArray(body) ? body : (body as { items: unknown }).items) as Fields[];
}

async function read(api: ApiClient, path: string): Promise<unknown> {
  return readFields((await expectStatus(api.get(path), 200)).body);
}

function describeInstance(instance: Fields): InstanceFacts {
  const { url } = instance as { url: string | null };
  return { ...pick(instance, kept.instance), host: url && new URL(url).hostname } as InstanceFacts;
}

function pick(body: unknown, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, (body as Fields)[name]]));
}
