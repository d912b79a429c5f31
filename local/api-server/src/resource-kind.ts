import type { StatusTarget } from "./errors.ts";
import type { KubeObject } from "./objects.ts";
import type { CustomSchema } from "./schema/custom-schema.ts";
import type { MergeType } from "./merge-type.ts";

/** Where a scale subresource reads and writes, as paths of members. */
export interface ScalePaths {
  readonly specReplicas: readonly string[];
  readonly statusReplicas: readonly string[];
  /** The path of a selector: text, or a label selector object. */
  readonly selector: readonly string[] | undefined;
}

/** A column of `kubectl get`. */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  readonly format?: string;
  readonly description?: string;
  /** Above 0: shown with `-o wide` only. */
  readonly priority: number;
  value(object: KubeObject): string | number | boolean | null;
}

/** What a write knows beyond the object. `now` is RFC 3339 without fractions. */
export interface WriteContext {
  readonly now: string;
}

/** Where a kind needs more than the generic rules. All functions change the object they are given. */
export interface Strategy {
  /** Fills in what the API fills in, on every write. */
  applyDefaults?(object: KubeObject, previous: KubeObject | undefined, context: WriteContext): void;
  /** Sets the first status and the like; runs after defaults. */
  prepareForCreate?(object: KubeObject, context: WriteContext): void;
  /** Whether a status sent with the creation is kept, as for nodes. */
  readonly keepsStatusOnCreate?: boolean;
  /** Paths that must not change once they have a value. */
  readonly immutable?: readonly (readonly string[])[];
}

/** One served resource in one version. */
export interface ResourceKind {
  readonly group: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly resource: string;
  readonly kind: string;
  readonly listKind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly hasStatus: boolean;
  /** Whether a write to anything but metadata and status raises `metadata.generation`. */
  readonly hasGeneration: boolean;
  readonly scale: ScalePaths | undefined;
  /** Further subresources that discovery lists, e.g. `log`. */
  readonly subresources: readonly string[];
  /** The collection in the store, shared by all versions. */
  readonly collection: string;
  /** The apiVersion in which objects are stored. */
  readonly storageApiVersion: string;
  /** The schema of a custom resource; undefined for built-in kinds. */
  readonly schema: CustomSchema | undefined;
  readonly mergeType: MergeType;
  readonly columns: readonly Column[];
  readonly strategy: Strategy;
  /** Members of `metadata.name` syntax: a DNS label, a subdomain, or any path segment. */
  readonly nameRule: NameRule;
  /** Fields beyond metadata that a field selector may name. */
  readonly selectableFields: readonly string[];
  /** Renders a stored object in this version, and back; absent when both are alike. */
  readonly conversion?: Conversion;
}

export interface Conversion {
  fromStorage(object: KubeObject): KubeObject;
  toStorage(object: KubeObject): KubeObject;
}

export type NameRule = "label" | "subdomain" | "segment";

/** The target of an error about an object of this kind. */
export function targetOf(kind: ResourceKind, name?: string): StatusTarget {
  return { group: kind.group, resource: kind.resource, kind: kind.kind, ...(name === undefined ? {} : { name }) };
}

export function apiVersionOf(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}
