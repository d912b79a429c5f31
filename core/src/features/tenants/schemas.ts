import { Type, type Static } from "typebox";
import { Nullable, OneOf, Timestamp, Uuid, ref } from "../../http/fields.ts";
import { TypedLine } from "../../http/typed-text.ts";

/** Why sites are stopped, and since when. */
export const Suspension = Type.Object(
  {
    reason: Type.String({
      description: "The cluster's reason, a stable word such as SuspendedForPayment or TrialEnded.",
    }),
    since: Timestamp,
  },
  { $id: "Suspension" },
);
export type Suspension = Static<typeof Suspension>;

export const Tenant = Type.Object(
  {
    id: Uuid,
    name: Type.String({ description: "What its owner calls the company." }),
    subdomain: Type.String(),
    domain: Type.String({ description: "The pattern of its sites' hosts, e.g. *--alpha.example.com." }),
    status: OneOf(["trial", "active", "inactive", "suspended"]),
    is_active: Type.Boolean(),
    suspension: Nullable(ref(Suspension)),
    owner_phone: Nullable(Type.String({ description: "+7XXXXXXXXXX; masked for anyone but the owner." })),
    created_at: Timestamp,
    cluster: Type.Object(
      {
        ready: Type.Boolean(),
        problem: Nullable(Type.String({ description: "Why the cluster does not know the tenant yet." })),
      },
      { description: "Whether the place for this tenant's modules is ready." },
    ),
  },
  { $id: "Tenant" },
);
export type Tenant = Static<typeof Tenant>;

export const tenantNameLimits = { minLength: 1, maxLength: 100 } as const;
export const TenantNameInput = TypedLine(tenantNameLimits);
/** Compared and never stored, so it is as it was read. */
export const SeenTenantName = Type.String({ maxLength: 500 });

/** Wider than what can be had: the rules of crds/src/names.ts speak through the answer, not through the schema. */
export const SubdomainInput = Type.String({ minLength: 1, maxLength: 63 });

/** A company's name in the addresses of its sites. */
export const SubdomainState = Type.Object(
  {
    subdomain: Type.String(),
    changeable_until: Nullable(
      Type.String({
        format: "date-time",
        description: "Until then it can be changed, while no site was ever made; null when it cannot.",
      }),
    ),
  },
  { $id: "SubdomainState" },
);
export type SubdomainState = Static<typeof SubdomainState>;
