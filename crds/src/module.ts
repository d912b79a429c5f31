import { Type, type Static } from "typebox";
import { Conditions } from "./conditions.ts";
import { ModuleEgress } from "./egress.ts";
import type { CustomResource, KindDefinition } from "./kind.ts";
import { dnsLabelPattern, hostPrefixMaxLength } from "./names.ts";
import { Quantity } from "./quantity.ts";

const Texts = (description: string) =>
  Type.Object(
    { ru: Type.String({ minLength: 1, maxLength: 200 }), en: Type.String({ minLength: 1, maxLength: 200 }) },
    { description },
  );

/**
 * What a module's container gets where its Module says nothing. The one home: this schema's defaults, the operator's Deployments and
 * the LimitRange of a tenant's namespace are made from it. What a Module says wins.
 */
export const defaultContainerResources = {
  requests: { cpu: "20m", memory: "48Mi" },
  limits: { cpu: "500m", memory: "128Mi" },
} as const;

const ResourceList = ({ cpu, memory }: { readonly cpu: string; readonly memory: string }) =>
  Type.Unsafe<{ cpu?: string; memory?: string }>({
    ...Type.Object({
      cpu: Quantity({ description: "CPU of one replica.", default: cpu }),
      memory: Quantity({ description: "Memory of one replica.", default: memory }),
    }),
    required: undefined,
    default: {},
  });

export const ModuleSpec = Type.Object({
  titles: Texts("What people call this module."),
  descriptions: Type.Optional(Texts("One sentence for the catalogue.")),
  stage: Type.Unsafe<"Available" | "ComingSoon">({
    type: "string",
    enum: ["Available", "ComingSoon"],
    default: "Available",
    description: "ComingSoon is shown in the catalogue but cannot be activated.",
  }),
  image: Type.Optional(Type.String({ description: "Repository without a tag.", minLength: 1, maxLength: 255 })),
  version: Type.Optional(
    Type.String({ description: "The current version; the image's tag.", minLength: 1, maxLength: 63 }),
  ),
  port: Type.Integer({
    description: "The port that the container listens on.",
    minimum: 1024,
    maximum: 65535,
    default: 8080,
  }),
  healthPath: Type.String({
    description: "Answers 200 when the module can serve.",
    pattern: "^/",
    maxLength: 255,
    default: "/health",
  }),
  livenessPath: Type.Optional(
    Type.String({
      description:
        "Answers 200 while the process works, whatever its database does: a module that does not is restarted. When absent, an open port is enough.",
      pattern: "^/",
      maxLength: 255,
    }),
  ),
  resources: Type.Unsafe<{ requests?: { cpu?: string; memory?: string }; limits?: { cpu?: string; memory?: string } }>({
    ...Type.Object({
      requests: ResourceList(defaultContainerResources.requests),
      limits: ResourceList(defaultContainerResources.limits),
    }),
    required: undefined,
    default: {},
  }),
  database: Type.Unsafe<{ required?: boolean; connectionLimit?: number }>({
    ...Type.Object({
      required: Type.Boolean({
        description: "Whether an instance gets a PostgreSQL database of its own.",
        default: true,
      }),
      connectionLimit: Type.Integer({
        description: "Connections that an instance may hold.",
        minimum: 1,
        maximum: 100,
        default: 10,
      }),
    }),
    required: undefined,
    default: {},
  }),
  egress: Type.Optional(ModuleEgress),
});
type RequiredModuleSpec = Static<typeof ModuleSpec>;
export type ModuleSpec = Pick<RequiredModuleSpec, "titles"> & Partial<RequiredModuleSpec>;

export const ModuleStatus = Type.Object({
  observedGeneration: Type.Optional(Type.Integer({ format: "int64" })),
  conditions: Type.Optional(Conditions),
});
export type ModuleStatus = Static<typeof ModuleStatus>;

/** An entry of the platform's catalogue. Adding a module to the platform is one `kubectl apply` of this. */
export type Module = CustomResource<"Module", ModuleSpec, ModuleStatus>;

export const moduleKind: KindDefinition = {
  kind: "Module",
  plural: "modules",
  singular: "module",
  shortNames: ["mod"],
  scope: "Cluster",
  description: "A kind of digital business that tenants can activate: what it is called and how it runs.",
  nameMaxLength: hostPrefixMaxLength,
  spec: ModuleSpec,
  status: ModuleStatus,
  rules: [
    {
      rule: `self.metadata.name.matches('${dnsLabelPattern}') && !self.metadata.name.contains('--')`,
      message: `a module's name starts its hosts: one DNS label of at most ${hostPrefixMaxLength} characters without a double hyphen`,
      fieldPath: ".metadata.name",
    },
    {
      rule: "self.spec.stage != 'Available' || (has(self.spec.image) && has(self.spec.version))",
      message: "spec.image and spec.version are needed unless spec.stage is ComingSoon",
      fieldPath: ".spec",
    },
  ],
  columns: [
    { name: "Title", type: "string", jsonPath: ".spec.titles.ru" },
    { name: "Stage", type: "string", jsonPath: ".spec.stage" },
    { name: "Version", type: "string", jsonPath: ".spec.version" },
    { name: "Image", type: "string", jsonPath: ".spec.image", priority: 1 },
    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
  ],
};
