import type { FieldError } from "../errors.ts";
import type { ResourceKind, ScalePaths } from "../resource-kind.ts";
import {
  isObject,
  listOrEmpty,
  objectOrEmpty,
  objectsOf,
  stringOr,
  type JsonObject,
  type KubeObject,
} from "../objects.ts";
import { customColumns } from "../table/custom-columns.ts";
import { ruleProblem } from "./cel.ts";
import { buildCustomSchema } from "./custom-schema.ts";

/** The kinds that a CustomResourceDefinition makes this server serve, one a served version. */
export function kindsOfDefinition(definition: KubeObject): ResourceKind[] {
  const spec = objectOrEmpty(definition["spec"]);
  const versions = objectsOf(spec["versions"]);
  const storage = versions.find((version) => version["storage"] === true);
  return versions
    .filter((version) => version["served"] !== false)
    .map((version) => kindOfVersion(spec, version, stringOr(storage?.["name"], "")));
}

function kindOfVersion(spec: JsonObject, version: JsonObject, storageVersion: string): ResourceKind {
  const names = objectOrEmpty(spec["names"]);
  const group = stringOr(spec["group"], "");
  const name = stringOr(version["name"], "");
  const kind = stringOr(names["kind"], "");
  const resource = stringOr(names["plural"], "");
  const subresources = objectOrEmpty(version["subresources"]);
  const schema = buildCustomSchema(schemaDocument(version));
  const isStored = name === storageVersion;
  return {
    group,
    version: name,
    apiVersion: `${group}/${name}`,
    resource,
    kind,
    listKind: stringOr(names["listKind"], `${kind}List`),
    singular: stringOr(names["singular"], kind.toLowerCase()),
    shortNames: listOrEmpty(names["shortNames"]).map(String),
    categories: listOrEmpty(names["categories"]).map(String),
    namespaced: spec["scope"] === "Namespaced",
    hasStatus: isObject(subresources["status"]),
    hasGeneration: true,
    scale: scalePaths(subresources["scale"]),
    subresources: [],
    collection: `${group}/${resource}`,
    storageApiVersion: `${group}/${storageVersion}`,
    schema,
    mergeType: schema.mergeType,
    columns: customColumns(objectsOf(version["additionalPrinterColumns"])),
    strategy: {},
    nameRule: "subdomain",
    selectableFields: objectsOf(version["selectableFields"]).map((field) => stringOr(field["jsonPath"], "").slice(1)),
    ...(isStored ? {} : { conversion: renameVersion(`${group}/${name}`, `${group}/${storageVersion}`) }),
  };
}

function schemaDocument(version: JsonObject): JsonObject | undefined {
  const document = objectOrEmpty(version["schema"])["openAPIV3Schema"];
  return isObject(document) ? document : undefined;
}

/** The conversion strategy `None`: only the apiVersion differs. */
function renameVersion(served: string, stored: string): ResourceKind["conversion"] {
  return {
    fromStorage: (object) => ({ ...object, apiVersion: served }),
    toStorage: (object) => ({ ...object, apiVersion: stored }),
  };
}

function scalePaths(scale: unknown): ScalePaths | undefined {
  if (!isObject(scale)) return undefined;
  const path = (member: string): string[] => stringOr(scale[member], "").split(".").filter(Boolean);
  const selector = path("labelSelectorPath");
  return {
    specReplicas: path("specReplicasPath"),
    statusReplicas: path("statusReplicasPath"),
    selector: selector.length > 0 ? selector : undefined,
  };
}

/** What is wrong with a definition beyond its shape: its name, its versions, rules that do not compile. */
export function definitionProblems(definition: KubeObject): FieldError[] {
  const spec = objectOrEmpty(definition["spec"]);
  const names = objectOrEmpty(spec["names"]);
  const errors: FieldError[] = [];
  const expected = `${stringOr(names["plural"], "")}.${stringOr(spec["group"], "")}`;
  if (definition.metadata.name !== expected) {
    const message = `Invalid value: "${definition.metadata.name}": must be spec.names.plural+"."+spec.group`;
    errors.push({ reason: "FieldValueInvalid", message, field: "metadata.name" });
  }
  const versions = objectsOf(spec["versions"]);
  if (versions.filter((version) => version["storage"] === true).length !== 1) {
    const message = "Invalid value: must have exactly one version marked as storage version";
    errors.push({ reason: "FieldValueInvalid", message, field: "spec.versions" });
  }
  versions.forEach((version, index) => {
    const path = `spec.versions[${index}].schema.openAPIV3Schema`;
    const document = schemaDocument(version);
    if (document === undefined) {
      errors.push({ reason: "FieldValueRequired", message: "Required value: schemas are required", field: path });
    } else {
      collectRuleProblems(document, path, errors);
    }
  });
  return errors;
}

function collectRuleProblems(schema: JsonObject, path: string, errors: FieldError[]): void {
  objectsOf(schema["x-kubernetes-validations"]).forEach((validation, index) => {
    const problem = ruleProblem(stringOr(validation["rule"], ""));
    if (problem === undefined) return;
    const field = `${path}.x-kubernetes-validations[${index}].rule`;
    errors.push({ reason: "FieldValueInvalid", message: `Invalid value: compilation failed: ${problem}`, field });
  });
  for (const [member, property] of Object.entries(objectOrEmpty(schema["properties"]))) {
    if (isObject(property)) collectRuleProblems(property, `${path}.properties[${member}]`, errors);
  }
  for (const member of ["items", "additionalProperties"]) {
    const inner = schema[member];
    if (isObject(inner)) collectRuleProblems(inner, `${path}.${member}`, errors);
  }
}
