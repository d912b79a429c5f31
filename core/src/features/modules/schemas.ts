import { Type, type Static } from "typebox";
import { Suspension } from "../tenants/schemas.ts";
import { LocalizedText, Nullable, OneOf, Timestamp, Uuid, ref } from "../../http/fields.ts";

export const CatalogueModule = Type.Object(
  {
    code: Type.String(),
    titles: LocalizedText,
    descriptions: LocalizedText,
    stage: OneOf(["available", "soon"], { description: "soon: shown, but cannot be activated." }),
  },
  { $id: "Module" },
);
export type CatalogueModule = Static<typeof CatalogueModule>;

/** The steps of a provisioning in their order; `request` is done once the cluster has taken the change. */
export const stepTypes = ["tenant", "request", "database", "workload", "route", "reachable"] as const;
export type StepType = (typeof stepTypes)[number];

export const stepStates = ["waiting", "running", "done", "failed"] as const;

export const Step = Type.Object(
  {
    type: OneOf(stepTypes),
    state: OneOf(stepStates),
    seconds: Type.Optional(Type.Number({ description: "How long the step took, or has taken so far." })),
    reason: Type.Optional(Type.String({ description: "The cluster's reason for the state, a stable word." })),
    message: Type.Optional(Type.String({ description: "The same in a sentence, English, for the curious." })),
  },
  { $id: "Step" },
);
export type Step = Static<typeof Step>;

export const instanceStates = ["starting", "live", "failing", "inactive", "suspended"] as const;

export const Instance = Type.Object(
  {
    id: Uuid,
    module: Type.String(),
    name: Type.String({ description: "Of the object in the cluster; what is typed to delete the site." }),
    host_prefix: Type.String({ description: "First part of the host; empty at the company's own address." }),
    managed_by: OneOf(["platform", "cluster"], {
      description: "cluster: applied there by a person, who switches it on and off; its admin opens here all the same.",
    }),
    active: Type.Boolean({ description: "Whether the owner switched the site on." }),
    state: OneOf(instanceStates),
    ready: Type.Boolean(),
    suspension: Nullable(ref(Suspension)),
    url: Nullable(Type.String({ description: "The site's address, once it has one." })),
    steps: Type.Array(ref(Step), { description: "Empty while inactive or suspended." }),
    requested_at: Timestamp,
    created_at: Timestamp,
  },
  { $id: "Instance" },
);
export type Instance = Static<typeof Instance>;

/** Data of the event `status` of an instance's event stream. */
export const InstanceStatusEvent = Type.Object(
  {
    instance: ref(Instance),
    steps: Type.Array(ref(Step)),
    ready: Type.Boolean(),
    url: Nullable(Type.String()),
  },
  { $id: "InstanceStatusEvent" },
);
export type InstanceStatusEvent = Static<typeof InstanceStatusEvent>;
