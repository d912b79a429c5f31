import type { ObjectReference, ResourceType } from "../object.ts";

/** The path of a collection, over all namespaces when none is given. */
export function collectionPath(resource: ResourceType, namespace: string | undefined): string {
  const root = resource.group === "" ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const isScoped = resource.namespaced && namespace !== undefined && namespace !== "";
  return isScoped
    ? `${root}/namespaces/${encodeURIComponent(namespace)}/${resource.plural}`
    : `${root}/${resource.plural}`;
}

/** The path of one object; throws when a namespaced object is named without its namespace. */
export function objectPath(resource: ResourceType, reference: ObjectReference, subresource?: string): string {
  if (resource.namespaced && (reference.namespace === undefined || reference.namespace === "")) {
    throw new TypeError(`${resource.kind} ${reference.name}: a namespace is needed`);
  }
  const path = `${collectionPath(resource, reference.namespace)}/${encodeURIComponent(reference.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** The path with those query values that are given. */
export function withQuery(path: string, query: Record<string, string | number | boolean | undefined>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") given.set(name, String(value));
  }
  return given.size === 0 ? path : `${path}?${given.toString()}`;
}
