import type { Client, JsonPatchOperation } from "../client/client.ts";
import { ApiError, isNotFound } from "../errors.ts";
import type { KubernetesObject, ResourceType } from "../object.ts";

/**
 * Whether the object carries a finalizer.
 *
 * @example
 * if (!hasFinalizer(greeting, "example.com/cleanup")) return;
 */
export function hasFinalizer(object: Readonly<KubernetesObject>, finalizer: string): boolean {
  return object.metadata.finalizers?.includes(finalizer) ?? false;
}

/**
 * Puts a finalizer on, if the object is still the one that was read: the patch tests uid and list, so that nobody else's
 * finalizer is lost and no successor of the same name is touched. Returns the object as it is then; undefined when it changed
 * or went meanwhile: look again. Needs the right to get the object, to tell a change from a refusal, which is thrown.
 *
 * @example
 * const held = await addFinalizer(client, greetings, greeting, "example.com/cleanup");
 * if (held === undefined) return; // It is gone.
 */
export async function addFinalizer<T extends KubernetesObject>(
  client: Client,
  resource: ResourceType<T>,
  object: Readonly<T>,
  finalizer: string,
): Promise<Readonly<T> | undefined> {
  if (hasFinalizer(object, finalizer)) return object;
  const finalizers = object.metadata.finalizers;
  const operations: JsonPatchOperation[] =
    finalizers === undefined || finalizers.length === 0
      ? [{ op: "test", path: "/metadata/resourceVersion", value: object.metadata.resourceVersion }]
      : [{ op: "test", path: "/metadata/finalizers", value: finalizers }];
  return patchIfUnchanged(client, resource, object, [
    ...operations,
    { op: "add", path: "/metadata/finalizers", value: [...(finalizers ?? []), finalizer] },
  ]);
}

/**
 * Takes a finalizer off, with the same care. Undefined when the object changed meanwhile or, rightly, is gone.
 *
 * @example
 * await removeFinalizer(client, greetings, greeting, "example.com/cleanup");
 */
export async function removeFinalizer<T extends KubernetesObject>(
  client: Client,
  resource: ResourceType<T>,
  object: Readonly<T>,
  finalizer: string,
): Promise<Readonly<T> | undefined> {
  const index = object.metadata.finalizers?.indexOf(finalizer) ?? -1;
  if (index < 0) return object;
  return patchIfUnchanged(client, resource, object, [
    { op: "test", path: `/metadata/finalizers/${index}`, value: finalizer },
    { op: "remove", path: `/metadata/finalizers/${index}` },
  ]);
}

async function patchIfUnchanged<T extends KubernetesObject>(
  client: Client,
  resource: ResourceType<T>,
  object: Readonly<T>,
  operations: readonly JsonPatchOperation[],
): Promise<Readonly<T> | undefined> {
  const sameObject: JsonPatchOperation = { op: "test", path: "/metadata/uid", value: object.metadata.uid };
  try {
    return await client.patchJson(resource, object.metadata, [sameObject, ...operations]);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    // A failed `test` is 422 Invalid on a real API server; 409 says the same in other words.
    const mayBeChange = error instanceof ApiError && (error.code === 422 || error.code === 409);
    if (!mayBeChange || (await isAsRead(client, resource, object))) throw error;
    return undefined;
  }
}

/** Whether nothing happened to the object since it was read: then a refusal speaks of something else, such as an admission policy. */
async function isAsRead<T extends KubernetesObject>(
  client: Client,
  resource: ResourceType<T>,
  { metadata }: Readonly<T>,
): Promise<boolean> {
  const live = await client.get(resource, metadata);
  return live?.metadata.resourceVersion === metadata.resourceVersion;
}
