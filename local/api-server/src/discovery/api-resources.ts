import { REVIEW_ROWS } from "../kinds/builtin-table.ts";
import { splitGroupVersion } from "../kinds/builtin-kinds.ts";
import type { KindRegistry } from "../kinds/registry.ts";
import type { ResourceKind } from "../resource-kind.ts";

const ALL_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/** A subresource as discovery lists it. */
export interface DiscoveredSubresource {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** A resource as discovery lists it. */
export interface DiscoveredResource {
  readonly name: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly DiscoveredSubresource[];
}

/** The served groups, each with its versions (the preferred one first) and their resources. */
export type DiscoveredGroups = ReadonlyMap<string, ReadonlyMap<string, readonly DiscoveredResource[]>>;

/** Everything that is served, by group and version. */
export function discoverGroups(kinds: KindRegistry): DiscoveredGroups {
  const groups = new Map<string, Map<string, DiscoveredResource[]>>();
  const add = (group: string, version: string, resource: DiscoveredResource): void => {
    const versions = groups.get(group) ?? new Map<string, DiscoveredResource[]>();
    groups.set(group, versions);
    versions.set(version, [...(versions.get(version) ?? []), resource]);
  };
  for (const kind of kinds.all()) add(kind.group, kind.version, describeKind(kind));
  for (const row of REVIEW_ROWS) {
    const { group, version } = splitGroupVersion(row.groupVersion);
    const { resource: name, kind, namespaced = true } = row;
    const fixed = { shortNames: [], categories: [], verbs: ["create"], subresources: [] };
    add(group, version, { name, singular: kind.toLowerCase(), kind, namespaced, ...fixed });
  }
  return groups;
}

function describeKind(kind: ResourceKind): DiscoveredResource {
  return {
    name: kind.resource,
    singular: kind.singular,
    kind: kind.kind,
    namespaced: kind.namespaced,
    shortNames: kind.shortNames,
    categories: kind.categories,
    verbs: ALL_VERBS,
    subresources: describeSubresources(kind),
  };
}

function describeSubresources(kind: ResourceKind): DiscoveredSubresource[] {
  const { group, version } = kind;
  const writable = ["get", "patch", "update"];
  const found: DiscoveredSubresource[] = [];
  if (kind.hasStatus) found.push({ name: "status", group, version, kind: kind.kind, verbs: writable });
  if (kind.scale !== undefined) {
    found.push({ name: "scale", group: "autoscaling", version: "v1", kind: "Scale", verbs: writable });
  }
  const further: Record<string, DiscoveredSubresource> = {
    log: { name: "log", group, version, kind: "Pod", verbs: ["get"] },
    eviction: { name: "eviction", group: "policy", version: "v1", kind: "Eviction", verbs: ["create"] },
    token: { name: "token", group: "authentication.k8s.io", version: "v1", kind: "TokenRequest", verbs: ["create"] },
    finalize: { name: "finalize", group, version, kind: "Namespace", verbs: ["update"] },
  };
  for (const name of kind.subresources) {
    const subresource = further[name];
    if (subresource !== undefined) found.push(subresource);
  }
  return found;
}
