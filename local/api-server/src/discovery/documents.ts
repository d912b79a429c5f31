import type { JsonObject } from "../objects.ts";
import { apiVersionOf } from "../resource-kind.ts";
import type { DiscoveredGroups, DiscoveredResource } from "./api-resources.ts";

/** `APIResourceList` of one group version; undefined when it is not served. */
export function resourceList(groups: DiscoveredGroups, group: string, version: string): JsonObject | undefined {
  const resources = groups.get(group)?.get(version);
  if (resources === undefined) return undefined;
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: apiVersionOf(group, version),
    resources: resources.flatMap(describeResource),
  };
}

function describeResource(resource: DiscoveredResource): JsonObject[] {
  const { name, singular, namespaced, kind } = resource;
  const own: JsonObject = {
    name,
    singularName: singular,
    namespaced,
    kind,
    verbs: [...resource.verbs],
    ...(resource.shortNames.length === 0 ? {} : { shortNames: [...resource.shortNames] }),
    ...(resource.categories.length === 0 ? {} : { categories: [...resource.categories] }),
  };
  const below = resource.subresources.map((subresource) => ({
    name: `${name}/${subresource.name}`,
    singularName: "",
    namespaced,
    kind: subresource.kind,
    ...(subresource.group === "autoscaling" || subresource.group === "policy"
      ? { group: subresource.group, version: subresource.version }
      : {}),
    verbs: [...subresource.verbs],
  }));
  return [own, ...below];
}

/** `APIGroup` of a named group; undefined when it is not served. */
export function apiGroup(groups: DiscoveredGroups, group: string): JsonObject | undefined {
  const versions = groups.get(group);
  if (versions === undefined || group === "") return undefined;
  const listed = [...versions.keys()].map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { kind: "APIGroup", apiVersion: "v1", name: group, versions: listed, preferredVersion: listed[0] ?? {} };
}

/** `APIGroupList` of all named groups. */
export function apiGroupList(groups: DiscoveredGroups): JsonObject {
  const named = [...groups.keys()].map((group) => apiGroup(groups, group)).filter((each) => each !== undefined);
  return { kind: "APIGroupList", apiVersion: "v1", groups: named };
}

/** Aggregated discovery (`apidiscovery.k8s.io/v2`) of the core group or of all named ones. */
export function groupDiscoveryList(groups: DiscoveredGroups, isCore: boolean): JsonObject {
  const items = [...groups]
    .filter(([group]) => (group === "") === isCore)
    .map(([group, versions]) => ({
      metadata: { name: group, creationTimestamp: null },
      versions: [...versions].map(([version, resources]) => ({
        version,
        resources: resources.map((resource) => aggregateResource(group, version, resource)),
        freshness: "Current",
      })),
    }));
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
}

function aggregateResource(group: string, version: string, resource: DiscoveredResource): JsonObject {
  return {
    resource: resource.name,
    responseKind: { group, version, kind: resource.kind },
    scope: resource.namespaced ? "Namespaced" : "Cluster",
    singularResource: resource.singular,
    verbs: [...resource.verbs],
    shortNames: [...resource.shortNames],
    categories: [...resource.categories],
    subresources: resource.subresources.map((subresource) => ({
      subresource: subresource.name,
      responseKind: { group: subresource.group, version: subresource.version, kind: subresource.kind },
      verbs: [...subresource.verbs],
    })),
  };
}
