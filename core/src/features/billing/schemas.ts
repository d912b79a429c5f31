import { Type, type Static } from "typebox";
import { LocalizedText, Nullable, OneOf, Timestamp, Uuid, ref } from "../../http/fields.ts";

export const Tariff = Type.Object(
  {
    id: Uuid,
    code: Type.String(),
    name: Type.String(),
    price_kopecks: Type.Integer({ description: "A month, in kopecks." }),
    subdomain_limit: Type.Integer({ description: "Module instances that may be active at once." }),
    kept_site_limit: Type.Integer({
      description: "Module instances that may exist, active and switched off together.",
    }),
    retired_site_limit: Type.Integer({ description: "Deleted instances whose data may rest at once." }),
    storage_gb: Type.Integer(),
    all_modules: Type.Boolean({ description: "Every module of the catalogue, also future ones." }),
    modules: Type.Array(Type.String()),
    support: OneOf(["email", "priority_email", "priority_phone"]),
    features: Type.Array(LocalizedText),
    is_popular: Type.Boolean(),
    is_active: Type.Boolean({ description: "On offer." }),
  },
  { $id: "Tariff" },
);
export type Tariff = Static<typeof Tariff>;

export const Subscription = Type.Object(
  {
    id: Uuid,
    tariff: ref(Tariff),
    status: OneOf(["trial", "active", "expired", "cancelled"]),
    is_active: Type.Boolean(),
    start_date: Timestamp,
    trial_ends_at: Nullable(Timestamp),
    end_date: Nullable(Timestamp),
    usage: Type.Object({
      active_instances: Type.Integer(),
      subdomain_limit: Type.Integer(),
      kept_instances: Type.Integer({ description: "Active and switched off." }),
      kept_site_limit: Type.Integer(),
      retired_instances: Type.Integer({ description: "Deleted, with data that still rests." }),
      retired_site_limit: Type.Integer(),
      retirement_days: Type.Integer({ description: "How long the data of a deleted instance rests." }),
    }),
  },
  { $id: "Subscription" },
);
export type Subscription = Static<typeof Subscription>;
