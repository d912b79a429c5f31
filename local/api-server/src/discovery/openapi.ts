import { createHash } from "node:crypto";
import { builtinDefinition, builtinTypeName, type TypeReference } from "../kinds/builtin-types.ts";
import type { KindRegistry } from "../kinds/registry.ts";
import type { ResourceKind } from "../resource-kind.ts";
import { isObject, type JsonObject, type JsonValue } from "../objects.ts";

/** The path under `/openapi/v3/` of a group version: `api/v1` or `apis/apps/v1`. */
export function openApiPath(kind: Pick<ResourceKind, "group" | "version">): string {
  return kind.group === "" ? `api/${kind.version}` : `apis/${kind.group}/${kind.version}`;
}

/** The index at `/openapi/v3`: where each group version's document is. */
export function openApiIndex(kinds: KindRegistry): JsonObject {
  const hash = createHash("sha256").update(String(kinds.revision)).digest("hex").slice(0, 32).toUpperCase();
  const paths: JsonObject = {};
  for (const kind of kinds.all()) {
    const path = openApiPath(kind);
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
  }
  return { paths };
}

/** The OpenAPI 3 document of a group version; undefined when it is not served. */
export function openApiDocument(kinds: KindRegistry, path: string): JsonObject | undefined {
  const served = kinds.all().filter((kind) => openApiPath(kind) === path);
  if (served.length === 0) return undefined;
  const schemas: JsonObject = {};
  for (const kind of served) schemas[schemaName(kind)] = schemaOf(kind, schemas, "#/components/schemas/");
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "v1.36.3" },
    paths: Object.assign({}, ...served.map(pathsOf)) as JsonObject,
    components: { schemas },
  };
}

/** The OpenAPI 2 document of everything. */
export function swaggerDocument(kinds: KindRegistry): JsonObject {
  const definitions: JsonObject = {};
  for (const kind of kinds.all()) definitions[schemaName(kind)] = schemaOf(kind, definitions, "#/definitions/");
  return { swagger: "2.0", info: { title: "Kubernetes", version: "v1.36.3" }, paths: {}, definitions };
}

/** `online.tochkarosta.v1alpha1.Tenant`, or a built-in name such as `io.k8s.api.apps.v1.Deployment`. */
function schemaName(kind: ResourceKind): string {
  const builtin = kind.schema === undefined ? builtinTypeName(kind.apiVersion, kind.kind) : undefined;
  if (builtin !== undefined) return fullName(builtin);
  const reversed = kind.group.split(".").reverse().join(".");
  return `${reversed === "" ? "io.k8s.api.core" : reversed}.${kind.version}.${kind.kind}`;
}

function fullName(short: string): string {
  return short.startsWith("apimachinery.") ? `io.k8s.${short}` : `io.k8s.api.${short}`;
}

const METADATA_TYPE = "apimachinery.pkg.apis.meta.v1.ObjectMeta";

function schemaOf(kind: ResourceKind, schemas: JsonObject, prefix: string): JsonObject {
  const { group, version, kind: name } = kind;
  const gvk = { "x-kubernetes-group-version-kind": [{ group, version, kind: name }] };
  const builtin = kind.schema === undefined ? builtinTypeName(kind.apiVersion, name) : undefined;
  if (builtin !== undefined) {
    const schema = schemaOfType(builtinDefinition(builtin) ?? "untyped", schemas, prefix);
    return { ...schema, ...gvk };
  }
  if (kind.schema === undefined) return { type: "object", "x-kubernetes-preserve-unknown-fields": true, ...gvk };
  const document = structuredClone(kind.schema.document);
  const properties = isObject(document["properties"]) ? document["properties"] : {};
  const described = (description: string): JsonObject => ({ type: "string", description });
  document["properties"] = {
    apiVersion: described("APIVersion defines the versioned schema of this representation of an object."),
    kind: described("Kind is a string value representing the REST resource this object represents."),
    metadata: {
      description: "Standard object's metadata.",
      allOf: [schemaOfType(METADATA_TYPE, schemas, prefix)],
      default: {},
    },
    ...Object.fromEntries(Object.entries(properties).filter(([member]) => member !== "metadata")),
  };
  return { ...withoutValidations(document), ...gvk };
}

/** Rules are for the server; clients do not read them. */
function withoutValidations(schema: JsonObject): JsonObject {
  const { "x-kubernetes-validations": _, ...rest } = schema;
  return rest;
}

const SCALARS: Readonly<Record<string, JsonObject>> = {
  string: { type: "string" },
  numeric: { type: "integer" },
  boolean: { type: "boolean" },
  untyped: { "x-kubernetes-preserve-unknown-fields": true },
};

/** The schema of a generated type; named types are put among the schemas and referred to. */
function schemaOfType(reference: TypeReference, schemas: JsonObject, prefix: string): JsonObject {
  if (typeof reference === "string") return SCALARS[reference] ?? referTo(reference, schemas, prefix);
  if (reference.ref !== undefined) return schemaOfType(reference.ref, schemas, prefix);
  if (reference.list !== undefined) return { type: "array", items: schemaOfType(reference.list, schemas, prefix) };
  if (reference.map !== undefined) {
    return { type: "object", additionalProperties: schemaOfType(reference.map, schemas, prefix) };
  }
  const properties: JsonObject = {};
  for (const [name, field] of Object.entries(reference.fields ?? {})) {
    properties[name] = schemaOfType(field, schemas, prefix);
  }
  return { type: "object", properties };
}

function referTo(name: string, schemas: JsonObject, prefix: string): JsonObject {
  const definition = builtinDefinition(name);
  if (definition === undefined) return {};
  if (typeof definition === "string") return SCALARS[definition] ?? {};
  const full = fullName(name);
  if (schemas[full] === undefined) {
    schemas[full] = {};
    schemas[full] = schemaOfType(definition, schemas, prefix);
  }
  return { $ref: `${prefix}${full}` };
}

/** Enough of the paths for kubectl: that patches know `fieldValidation`, so that it leaves validation to the server. */
function pathsOf(kind: ResourceKind): JsonObject {
  const base = `/${openApiPath(kind)}${kind.namespaced ? "/namespaces/{namespace}" : ""}/${kind.resource}`;
  const { group, version, kind: name } = kind;
  const parameters: JsonValue = ["dryRun", "fieldManager", "fieldValidation"].map((parameter) => ({
    name: parameter,
    in: "query",
    schema: { type: "string" },
  }));
  const operation = (action: string): JsonObject => ({
    parameters,
    responses: { "200": { description: "OK" } },
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": { group, version, kind: name },
  });
  return {
    [base]: { get: operation("list"), post: operation("post") },
    [`${base}/{name}`]: {
      get: operation("get"),
      put: operation("put"),
      patch: operation("patch"),
      delete: operation("delete"),
    },
  };
}
