import { Type, type Static } from "typebox";
import { Nullable, OneOf, Timestamp, Uuid } from "../../http/fields.ts";
import { employmentTypes } from "../auth/schemas.ts";

const ComponentHealth = Type.Object({ state: OneOf(["up", "down", "off"]), note: Nullable(Type.String()) });

export const Overview = Type.Object(
  {
    users: Type.Integer(),
    tenants: Type.Object({
      total: Type.Integer(),
      trial: Type.Integer(),
      active: Type.Integer(),
      suspended: Type.Integer(),
    }),
    instances: Type.Object({
      total: Type.Integer(),
      active: Type.Integer(),
      ready: Type.Integer(),
      waiting_for_cluster: Type.Integer(),
    }),
    subscriptions: Type.Array(
      Type.Object({ tariff: Type.String(), name: Type.String(), count: Type.Integer(), price_kopecks: Type.Integer() }),
    ),
    activations: Type.Object(
      {
        days: Type.Integer({ description: "The period that the figures cover." }),
        requested: Type.Integer(),
        completed: Type.Integer(),
        failed: Type.Integer({ description: "With a failed step; healed ones included." }),
        in_progress: Type.Integer(),
        p50_seconds: Nullable(Type.Number()),
        p95_seconds: Nullable(Type.Number()),
      },
      { description: "From the owner's click to a site that answers." },
    ),
    health: Type.Object({ database: ComponentHealth, redis: ComponentHealth, cluster: ComponentHealth }),
  },
  { $id: "Overview" },
);
export type Overview = Static<typeof Overview>;

export const FounderUser = Type.Object(
  {
    id: Uuid,
    phone: Type.String({ description: "Masked: +7 9** ***-**-67." }),
    first_name: Type.String(),
    last_name: Type.String(),
    employment_type: OneOf(employmentTypes),
    role: OneOf(["owner", "master", "superuser"]),
    tenant: Nullable(Type.Object({ id: Uuid, name: Type.String(), subdomain: Type.String() })),
    created_at: Timestamp,
  },
  { $id: "FounderUser" },
);
export type FounderUser = Static<typeof FounderUser>;

export const FounderTenant = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    subdomain: Type.String(),
    domain: Type.String({ description: "The pattern of its sites' hosts." }),
    status: OneOf(["trial", "active", "inactive", "suspended"]),
    owner_phone: Nullable(Type.String({ description: "Masked." })),
    tariff: Nullable(Type.String({ description: "Code of the current tariff." })),
    trial_ends_at: Nullable(Timestamp),
    active_instances: Type.Integer(),
    kept_instances: Type.Integer({ description: "Active and switched off." }),
    retired_instances: Type.Integer({ description: "Deleted, with data that still rests." }),
    ready: Type.Boolean(),
    created_at: Timestamp,
  },
  { $id: "FounderTenant" },
);
export type FounderTenant = Static<typeof FounderTenant>;
