import { Type, type Static } from "typebox";
import { Conditions, ReadyWord, unobserved } from "./conditions.ts";
import { Identity, identityRule } from "./identity.ts";
import type { CustomResource, KindDefinition } from "./kind.ts";
import { dnsLabelPattern, hostPrefixMaxLength } from "./names.ts";

/** Services and Deployments carry an instance's name, and a Service's name is one label. */
const instanceNameMaxLength = 40;

export const ModuleInstanceSpec = Type.Object({
  id: Type.Optional(Identity),
  module: Type.String({
    description: "Name of the Module that this instance runs. Cannot be changed.",
    minLength: 1,
    maxLength: hostPrefixMaxLength,
    pattern: dnsLabelPattern,
    "x-kubernetes-validations": [
      { rule: "self == oldSelf", message: "an instance stays what it is: create another one for another module" },
    ],
  }),
  active: Type.Boolean({
    description: "False switches the site off and keeps the object, its host and its data.",
    default: true,
  }),
  version: Type.Optional(Type.String({ description: "Pins a version of the module.", minLength: 1, maxLength: 63 })),
  hostPrefix: Type.Optional(
    Type.String({
      description: "First part of the host; the module's name when absent, the tenant's own address when empty.",
      maxLength: hostPrefixMaxLength,
      pattern: "^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$",
      "x-kubernetes-validations": [
        { rule: "!self.contains('--')", message: "a host prefix is one DNS label without a double hyphen" },
      ],
    }),
  ),
  database: Type.Unsafe<{ reclaimPolicy?: "Retain" | "Delete"; mustExist?: boolean }>({
    ...Type.Object({
      reclaimPolicy: Type.Unsafe<"Retain" | "Delete">({
        type: "string",
        enum: ["Retain", "Delete"],
        default: "Retain",
        description: "What becomes of the database when the instance is deleted.",
      }),
      mustExist: Type.Optional(
        Type.Boolean({
          description:
            "A database of this identity was seen before the object was lost: where it is missing now, no empty one is made in its place (DatabaseLost). Written by core beside `spec.id`.",
        }),
      ),
    }),
    required: undefined,
    default: {},
  }),
});
type RequiredModuleInstanceSpec = Static<typeof ModuleInstanceSpec>;
export type ModuleInstanceSpec = Pick<RequiredModuleInstanceSpec, "module"> & Partial<RequiredModuleInstanceSpec>;

export const ModuleInstanceStatus = Type.Object(
  {
    observedGeneration: Type.Optional(Type.Integer({ format: "int64" })),
    ready: Type.Optional(ReadyWord),
    host: Type.Optional(Type.String({ description: "The host that this instance holds." })),
    url: Type.Optional(Type.String({ description: "The public address of the site." })),
    version: Type.Optional(
      Type.String({
        description: "The version that serves, read off the Deployment that is rolled out; else the last one that did.",
      }),
    ),
    database: Type.Optional(
      Type.Object({
        server: Type.String({ description: "Name of the Postgres server that holds the database; never changes." }),
        name: Type.String(),
      }),
    ),
    binding: Type.Optional(
      Type.Object({ name: Type.String({ description: "Secret with the Service Binding keys of the database." }) }),
    ),
    blockedBy: Type.Optional(
      Type.Array(Type.String(), { description: "While deleting: what is still in the way, one sentence each." }),
    ),
    conditions: Type.Optional(Conditions),
  },
  { default: unobserved },
);
export type ModuleInstanceStatus = Static<typeof ModuleInstanceStatus>;

/** One running (or switched off) digital business of a tenant, in the tenant's namespace. */
export type ModuleInstance = CustomResource<"ModuleInstance", ModuleInstanceSpec, ModuleInstanceStatus>;

export const moduleInstanceKind: KindDefinition = {
  kind: "ModuleInstance",
  plural: "moduleinstances",
  singular: "moduleinstance",
  shortNames: ["mi"],
  scope: "Namespaced",
  description: "One digital business of a tenant: a module with its own host and database, in the tenant's namespace.",
  nameMaxLength: instanceNameMaxLength,
  spec: ModuleInstanceSpec,
  status: ModuleInstanceStatus,
  rules: [
    {
      rule: `self.metadata.name.matches('${dnsLabelPattern}')`,
      message: "an instance's name is one DNS label: a-z, 0-9 and hyphens, neither first nor last",
      fieldPath: ".metadata.name",
    },
    {
      rule: "has(self.spec.hostPrefix) == has(oldSelf.spec.hostPrefix) && (!has(self.spec.hostPrefix) || self.spec.hostPrefix == oldSelf.spec.hostPrefix)",
      message: "spec.hostPrefix cannot be changed: the host belongs to the instance",
      fieldPath: ".spec",
    },
    identityRule,
  ],
  columns: [
    { name: "Ready", type: "string", jsonPath: ".status.ready" },
    { name: "Module", type: "string", jsonPath: ".spec.module" },
    { name: "Active", type: "boolean", jsonPath: ".spec.active" },
    { name: "URL", type: "string", jsonPath: ".status.url" },
    { name: "Version", type: "string", jsonPath: ".status.version", priority: 1 },
    { name: "Database", type: "string", jsonPath: ".status.database.name", priority: 1 },
    { name: "Server", type: "string", jsonPath: ".status.database.server", priority: 1 },
    {
      name: "Reason",
      type: "string",
      jsonPath: '.status.conditions[?(@.type=="Ready")].reason',
      description: "Why it is, or is not, ready",
    },
    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
  ],
};
