import { stringify } from "yaml";
import type { KindDefinition } from "./kind.ts";
import { group, version } from "./names.ts";
import { hostClaimKind } from "./host-claim.ts";
import { moduleKind } from "./module.ts";
import { moduleInstanceKind } from "./module-instance.ts";
import { tenantKind } from "./tenant.ts";

/** Every kind of the group, in the order in which their definitions should be applied. */
export const kinds: readonly KindDefinition[] = [tenantKind, moduleKind, moduleInstanceKind, hostClaimKind];

/** Plain data: TypeBox keeps its own marks on schemas, which must not reach the API server. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

/** The CustomResourceDefinition (apiextensions.k8s.io/v1) of one kind, as plain JSON. */
export function buildDefinition(kind: KindDefinition): Record<string, unknown> {
  const openAPIV3Schema = plain({
    type: "object",
    description: kind.description,
    required: ["spec"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      // The only field of metadata that a schema may restrict; naming it lets a rule point at it.
      metadata: { type: "object", properties: { name: { type: "string", maxLength: kind.nameMaxLength } } },
      spec: withOptionalDefaults(kind.spec),
      status: kind.status,
    },
    ...(kind.rules.length > 0 && { "x-kubernetes-validations": kind.rules }),
  });
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${kind.plural}.${group}`, labels: { "app.kubernetes.io/part-of": "tochka-rosta" } },
    spec: {
      group,
      scope: kind.scope,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.plural,
        singular: kind.singular,
        shortNames: kind.shortNames,
        categories: ["tochka-rosta"],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema },
          subresources: { status: {} },
          additionalPrinterColumns: kind.columns,
        },
      ],
    },
  };
}

/** A field with a default need not be written, so it leaves the `required` list of its object. */
function withOptionalDefaults(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withOptionalDefaults);
  if (typeof schema !== "object" || schema === null) return schema;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) copy[key] = withOptionalDefaults(value);
  const properties = copy["properties"];
  if (Array.isArray(copy["required"]) && typeof properties === "object" && properties !== null) {
    const fields = properties as Record<string, { default?: unknown }>;
    const required = (copy["required"] as string[]).filter((name) => fields[name]?.default === undefined);
    if (required.length > 0) copy["required"] = required;
    else delete copy["required"];
  }
  return copy;
}

/** The files of `crds/manifests/`: file name to YAML text. */
export function buildManifestFiles(): Map<string, string> {
  return new Map(
    kinds.map((kind) => [
      `${group}_${kind.plural}.yaml`,
      `# Generated from crds/src by "npm run generate"; do not edit.\n${stringify(buildDefinition(kind), { lineWidth: 0, aliasDuplicateObjects: false })}`,
    ]),
  );
}
