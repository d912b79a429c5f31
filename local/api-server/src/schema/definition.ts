import {
  ensureObject,
  isObject,
  listOrEmpty,
  objectsOf,
  stringOr,
  type JsonObject,
  type KubeObject,
} from "../objects.ts";

/** The finalizer with which a definition waits for its objects to be gone. */
export const CUSTOM_RESOURCE_CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

/**
 * Defaults and status of a CustomResourceDefinition, in place: names are accepted and the definition is established at
 * once, since this server begins to serve it in the same turn.
 */
export function prepareDefinition(object: KubeObject, previous: KubeObject | undefined, now: string): void {
  const spec = ensureObject(object, "spec");
  const names = ensureObject(spec, "names");
  const kind = stringOr(names["kind"], "");
  names["singular"] ??= kind.toLowerCase();
  names["listKind"] ??= `${kind}List`;
  if (!isObject(spec["conversion"])) spec["conversion"] = { strategy: "None" };
  if (object.metadata.deletionTimestamp !== undefined) return;
  const finalizers = (object.metadata.finalizers ??= []);
  if (!finalizers.includes(CUSTOM_RESOURCE_CLEANUP)) finalizers.push(CUSTOM_RESOURCE_CLEANUP);
  const storage = objectsOf(spec["versions"]).find((version) => version["storage"] === true);
  const before = isObject(previous?.["status"]) ? previous["status"] : {};
  const stored = new Set([...listOrEmpty(before["storedVersions"]), stringOr(storage?.["name"], "")]);
  object["status"] = {
    conditions: before["conditions"] ?? establishedConditions(now),
    acceptedNames: structuredClone(names),
    storedVersions: [...stored],
  };
}

function establishedConditions(now: string): JsonObject[] {
  return [
    condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
    condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now),
  ];
}

function condition(type: string, reason: string, message: string, now: string): JsonObject {
  return { type, status: "True", lastTransitionTime: now, reason, message };
}
