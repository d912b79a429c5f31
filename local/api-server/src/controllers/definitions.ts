import type { ApiContext } from "../context.ts";
import type { KubeObject } from "../objects.ts";
import { PLAIN_DELETE, deleteObject } from "../operations/delete.ts";
import { isReadyToGo } from "../operations/update.ts";
import { CUSTOM_RESOURCE_CLEANUP } from "../schema/definition.ts";
import { kindsOfDefinition } from "../schema/definition-kinds.ts";

const DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

/**
 * Serves what the stored definitions define, from the very write on, and empties a definition that is being deleted.
 * Returns how to stop.
 */
export function followDefinitions(context: ApiContext): () => void {
  const { store, kinds } = context;
  const definitionOf = new Map<string, string>();
  const serve = (definition: KubeObject, name: string): void => {
    const served = kindsOfDefinition(definition);
    kinds.setCustom(name, served);
    for (const kind of served) definitionOf.set(kind.collection, name);
    if (definition.metadata.deletionTimestamp !== undefined) setImmediate(() => emptyDefinition(context, name));
  };
  for (const entry of store.collection(DEFINITIONS).entries()) serve(entry.object, entry.name);
  return store.follow(({ entry, type }) => {
    if (entry.collection !== DEFINITIONS) {
      const definition = type === "DELETED" ? definitionOf.get(entry.collection) : undefined;
      if (definition !== undefined) setImmediate(() => emptyDefinition(context, definition));
    } else if (type === "DELETED") kinds.setCustom(entry.name, []);
    else serve(entry.object, entry.name);
  });
}

function emptyDefinition(context: ApiContext, name: string): void {
  const entry = context.store.get(DEFINITIONS, "", name);
  if (entry?.object.metadata.deletionTimestamp === undefined) return;
  const finalizers = entry.object.metadata.finalizers ?? [];
  if (!finalizers.includes(CUSTOM_RESOURCE_CLEANUP)) return;
  const [kind] = kindsOfDefinition(entry.object);
  if (kind !== undefined) {
    const collection = context.store.collection(kind.collection);
    for (const each of [...collection.entries()]) deleteObject(context, kind, each, PLAIN_DELETE);
    if (collection.size > 0) return;
  }
  const remaining = finalizers.filter((finalizer) => finalizer !== CUSTOM_RESOURCE_CLEANUP);
  const next: KubeObject = { ...entry.object, metadata: { ...entry.object.metadata, finalizers: remaining } };
  if (remaining.length === 0) delete next.metadata.finalizers;
  if (isReadyToGo(next)) context.store.remove({ ...entry, object: next });
  else context.store.put(DEFINITIONS, next);
}
