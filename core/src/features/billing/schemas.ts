import { Type, type Static } from "typebox";
import { LocalizedText, Nullable, OneOf, Timestamp, Uuid, ref } from "../../http/fields.ts";

export const Tariff = Type.Object(
  {
    id: Uuid,
    code: Type.String(),
    name: Type.String(),
    priceKopecks: Type.Integer({ description: "A month, in kopecks." }),
    subdomainLimit: Type.Integer({ description: "Module instances that may be active at once." }),
    storageGigabytes: Type.Integer(),
    allModules: Type.Boolean({ description: "Every module of the catalogue, also future ones." }),
    modules: Type.Array(Type.String()),
    support: OneOf(["email", "priority_email", "priority_phone"]),
    features: Type.Array(LocalizedText),
    isPopular: Type.Boolean(),
    isActive: Type.Boolean({ description: "On offer." }),
  },
  { $id: "Tariff" },
);
export type Tariff = Static<typeof Tariff>;

export const Subscription = Type.Object(
  {
    id: Uuid,
    tariff: ref(Tariff),
    status: OneOf(["trial", "active", "expired", "cancelled"]),
    isActive: Type.Boolean(),
    startedAt: Timestamp,
    trialEndsAt: Nullable(Timestamp),
    endedAt: Nullable(Timestamp),
    usage: Type.Object({ activeInstances: Type.Integer(), subdomainLimit: Type.Integer() }),
  },
  { $id: "Subscription" },
);
export type Subscription = Static<typeof Subscription>;
