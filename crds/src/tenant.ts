import { Type, type Static } from "typebox";
import { Conditions, ReadyWord, unobserved, type ConditionType } from "./conditions.ts";
import { Identity, identityRule } from "./identity.ts";
import type { CustomResource, KindDefinition } from "./kind.ts";
import { dnsLabelPattern, reservedTenantNames, tenantNameLength } from "./names.ts";
import { Quantity } from "./quantity.ts";

const suspensionReasons = ["payment", "admin", "abuse", "trialEnded"] as const;
export type SuspensionReason = (typeof suspensionReasons)[number];

/** The limits a tenant's tariff buys. Everything has a default, so an empty `spec` is a small, safe tenant. */
export const TenantLimits = Type.Object(
  {
    subdomains: Type.Integer({
      description: "How many module instances may be active at once; one active instance is one subdomain.",
      minimum: 0,
      maximum: 1000,
      default: 1,
    }),
    storage: Quantity({ description: "Disk for all databases and files of the tenant.", default: "5Gi" }),
    cpu: Quantity({ description: "Sum of the CPU limits of all the tenant's containers.", default: "2" }),
    memory: Quantity({ description: "Sum of the memory limits of all the tenant's containers.", default: "1Gi" }),
  },
  { default: {} },
);

export const TenantSpec = Type.Object({
  id: Type.Optional(Identity),
  tariff: Type.String({
    description: "The tariff's code. A label for people: only `limits` is enforced.",
    maxLength: 63,
    default: "",
  }),
  limits: Type.Unsafe<Partial<Static<typeof TenantLimits>>>({ ...TenantLimits, required: undefined }),
  suspension: Type.Optional(
    Type.Object(
      {
        reason: Type.Unsafe<SuspensionReason>({
          type: "string",
          enum: [...suspensionReasons],
          description: "Why the tenant's sites are off. Only who set a reason lifts it: payment never lifts admin.",
        }),
      },
      { description: "While set, every site of the tenant is off and everything is kept." },
    ),
  ),
});
export type TenantSpec = Partial<Static<typeof TenantSpec>>;

export const TenantStatus = Type.Object(
  {
    observedGeneration: Type.Optional(Type.Integer({ format: "int64" })),
    ready: Type.Optional(ReadyWord),
    namespace: Type.Optional(Type.String({ description: "The namespace that this tenant owns." })),
    activeModules: Type.Optional(Type.Integer({ description: "Instances that hold a subdomain now." })),
    modules: Type.Optional(Type.String({ description: "Active instances against the limit, for people: 1/2." })),
    blockedBy: Type.Optional(
      Type.Array(Type.String(), { description: "While deleting: what is still in the way, one sentence each." }),
    ),
    conditions: Type.Optional(Conditions),
  },
  { default: unobserved },
);
export type TenantStatus = Static<typeof TenantStatus>;

/** Whether a tenant has all that its sites need. Not its Ready, which a suspended tenant does not have. */
export function isTenantProvisioned({ conditions = [] }: Pick<TenantStatus, "conditions">): boolean {
  const parts: readonly ConditionType[] = ["NamespaceReady", "QuotaApplied"];
  return parts.every((part) => conditions.some(({ type, status }) => type === part && status === "True"));
}

/** A customer of the platform. Cluster-scoped; its name is its subdomain. Owns the namespace `tenant-<name>`. */
export type Tenant = CustomResource<"Tenant", TenantSpec, TenantStatus>;

export const tenantKind: KindDefinition = {
  kind: "Tenant",
  plural: "tenants",
  singular: "tenant",
  shortNames: ["tn"],
  scope: "Cluster",
  description: "A customer of the platform. Its name is its subdomain; it owns the namespace tenant-<name>.",
  nameMaxLength: tenantNameLength.max,
  spec: TenantSpec,
  status: TenantStatus,
  rules: [
    {
      rule: `self.metadata.name.size() >= ${tenantNameLength.min}`,
      message: `a tenant's name is its subdomain: ${tenantNameLength.min} to ${tenantNameLength.max} characters`,
      fieldPath: ".metadata.name",
    },
    {
      rule: `self.metadata.name.matches('${dnsLabelPattern}') && !self.metadata.name.contains('--')`,
      message: "a tenant's name is one DNS label: a-z, 0-9 and single hyphens, neither first nor last",
      fieldPath: ".metadata.name",
    },
    {
      rule: `!(self.metadata.name in [${reservedTenantNames.map((name) => `'${name}'`).join(", ")}])`,
      message: "this name is reserved for the platform; choose another",
      fieldPath: ".metadata.name",
    },
    identityRule,
  ],
  columns: [
    { name: "Ready", type: "string", jsonPath: ".status.ready" },
    { name: "Tariff", type: "string", jsonPath: ".spec.tariff" },
    { name: "Modules", type: "string", jsonPath: ".status.modules", description: "Active instances / limit" },
    { name: "Suspended", type: "string", jsonPath: ".spec.suspension.reason", priority: 1 },
    { name: "Namespace", type: "string", jsonPath: ".status.namespace", priority: 1 },
    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
  ],
};
