import { Type, type Static } from "typebox";
import type { CustomResource, KindDefinition } from "./kind.ts";

const siteStates = ["Starting", "Live", "Inactive", "Suspended", "Asleep"] as const;
/** What a visitor should be told when the host has no Ingress of its own. */
export type SiteState = (typeof siteStates)[number];

export const HostClaimSpec = Type.Object(
  {
    tenant: Type.String({ minLength: 1, maxLength: 63 }),
    instance: Type.Object({
      namespace: Type.String({ minLength: 1, maxLength: 63 }),
      name: Type.String({ minLength: 1, maxLength: 63 }),
      uid: Type.String({ minLength: 1, maxLength: 63 }),
    }),
  },
  {
    "x-kubernetes-validations": [
      { rule: "self == oldSelf", message: "a host claim never changes hands: delete it and claim the host again" },
    ],
  },
);
export type HostClaimSpec = Static<typeof HostClaimSpec>;

export const HostClaimStatus = Type.Object({
  site: Type.Optional(Type.Unsafe<SiteState>({ type: "string", enum: [...siteStates] })),
  since: Type.Optional(
    Type.String({ format: "date-time", description: "Since when the site stands so; a pause is one for thirty days." }),
  ),
  module: Type.Optional(Type.String({ description: "For the doorman's wording only." })),
});
export type HostClaimStatus = Static<typeof HostClaimStatus>;

/** Named after the host it claims: creating it is the lock, so that a host belongs to one instance only. */
export type HostClaim = CustomResource<"HostClaim", HostClaimSpec, HostClaimStatus>;

export const hostClaimKind: KindDefinition = {
  kind: "HostClaim",
  plural: "hostclaims",
  singular: "hostclaim",
  shortNames: ["hc"],
  scope: "Cluster",
  description: "A public host and the one instance that it belongs to. Named after the host; its creation is the lock.",
  nameMaxLength: 253,
  spec: HostClaimSpec,
  status: HostClaimStatus,
  rules: [],
  columns: [
    { name: "Tenant", type: "string", jsonPath: ".spec.tenant" },
    { name: "Instance", type: "string", jsonPath: ".spec.instance.name" },
    { name: "Site", type: "string", jsonPath: ".status.site" },
    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
  ],
};
