import type { Client, DesiredObject } from "../client/client.ts";
import type { KubernetesObject, ResourceType } from "../object.ts";
import { matchesDesired } from "./owned-fields.ts";

/**
 * Writes the whole status of one field manager, unless the object read says the same already. The uid goes along, so that a
 * successor of the same name is refused (409) instead of given its predecessor's status.
 *
 * @example
 * await applyStatus(client, greetings, greeting, { conditions: [] }, { fieldManager: "greeting" });
 */
export async function applyStatus<T extends KubernetesObject & { status?: object | undefined }>(
  client: Client,
  resource: ResourceType<T>,
  object: Readonly<T>,
  status: NonNullable<T["status"]>,
  options: { readonly fieldManager: string; readonly signal?: AbortSignal | undefined },
): Promise<"written" | "unchanged"> {
  const { apiVersion, kind, metadata } = object;
  if (isSameStatus(object.status, status)) return "unchanged";
  const { name, namespace, uid } = metadata;
  const desired = {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...(uid === undefined ? {} : { uid }) },
    status,
  };
  await client.apply(resource, desired as unknown as DesiredObject<T>, { ...options, subresource: "status" });
  return "written";
}

/**
 * Whether `applyStatus` sends nothing. The same both ways: a field we wrote once and leave out now must go.
 *
 * @example
 * if (!isSameStatus(greeting.status, { conditions: [] })) log.info({}, "the status changes");
 */
export function isSameStatus(current: object | undefined, desired: object): boolean {
  return current !== undefined && matchesDesired(current, desired) && matchesDesired(desired, current);
}
