import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { cell } from "./table.ts";

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-validations"?: readonly { rule: string; message?: string }[];
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly shortNames?: readonly string[] };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
      readonly additionalPrinterColumns?: readonly { readonly name: string; readonly jsonPath: string }[];
    }[];
  };
}

/** A field with its path from the object's root, as `kubectl explain` takes it. */
interface Field {
  readonly path: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** The reference of all custom resources as a page, from the manifests of a checkout. */
export function buildCustomResourcesReference(root: string): string {
  const files = globSync("crds/manifests/*.yaml", { cwd: root }).sort();
  const definitions = files.map((file) => parse(readFileSync(join(root, file), "utf8")) as Definition);
  return [
    "<!-- Made by `npm run generate` from crds/manifests. -->",
    "# Custom resources",
    "What `kubectl explain` shows, on one page: every field with its default and what is refused. `*` marks a field that must be given. Examples: [crds/samples](../../crds/samples).",
    ...definitions.map(renderDefinition),
  ]
    .join("\n\n")
    .concat("\n");
}

function renderDefinition({ spec }: Definition): string {
  const { kind, plural, shortNames = [] } = spec.names;
  const parts = spec.versions.map(({ name, schema, additionalPrinterColumns = [] }) => {
    const { properties = {}, required = [] } = schema.openAPIV3Schema;
    const own = (["spec", "status"] as const).flatMap((part) => {
      const found = properties[part];
      return found ? listFields({ path: part, schema: found, isRequired: required.includes(part) }) : [];
    });
    const rules = [{ path: "", schema: schema.openAPIV3Schema, isRequired: true }, ...own].flatMap(listRules);
    return [
      `\`${spec.group}/${name}\`, ${plural}, ${spec.scope === "Cluster" ? "cluster-scoped" : "namespaced"}${shortNames.map((one) => `, short name \`${one}\``).join("")}.`,
      `Columns of \`kubectl get\`: ${additionalPrinterColumns.map((column) => column.name).join(", ")}.`,
      "| Field | Type | Default | Bounds | Meaning |\n|---|---|---|---|---|\n".concat(own.map(renderField).join("\n")),
      ...(rules.length === 0 ? [] : [`Refused otherwise:\n\n${rules.join("\n")}`]),
    ].join("\n\n");
  });
  return `## ${kind}\n\n${parts.join("\n\n")}`;
}

function listFields(field: Field): Field[] {
  const { path, schema } = field;
  const members = schema.properties ?? schema.items?.properties ?? {};
  const required = schema.required ?? schema.items?.required ?? [];
  const prefix = schema.items?.properties ? `${path}[]` : path;
  const below = Object.entries(members).flatMap(([name, member]) =>
    listFields({ path: `${prefix}.${name}`, schema: member, isRequired: required.includes(name) }),
  );
  return [field, ...below];
}

function renderField({ path, schema, isRequired }: Field): string {
  const fallback = schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``;
  return `| \`${path}\`${isRequired ? "*" : ""} | ${cell(typeOf(schema))} | ${cell(fallback)} | ${cell(boundsOf(schema))} | ${cell(schema.description ?? "")} |`;
}

function typeOf(schema: Schema): string {
  if (schema["x-kubernetes-int-or-string"]) return "quantity";
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.additionalProperties) return `map of ${typeOf(schema.additionalProperties)}`;
  return schema.format ?? schema.type ?? "any";
}

function boundsOf(schema: Schema): string {
  const range = (low: number | undefined, high: number | undefined, unit: string): string[] =>
    low === undefined && high === undefined ? [] : [`${low ?? ""}…${high ?? ""}${unit}`];
  return [
    ...range(schema.minimum, schema.maximum, ""),
    ...range(schema.minLength, schema.maxLength, " characters"),
    ...range(undefined, schema.maxItems, " entries"),
    ...(schema.pattern === undefined ? [] : [`\`${schema.pattern}\``]),
  ].join(", ");
}

function listRules({ path, schema }: Field): string[] {
  return (schema["x-kubernetes-validations"] ?? []).map(
    ({ rule, message }) => `- ${path === "" ? "the object" : `\`${path}\``}: ${message ?? "must hold"} (\`${rule}\`)`,
  );
}
