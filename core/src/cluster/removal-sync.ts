import type { KubernetesObject, ResourceType } from "@tochka-rosta/controller-runtime";
import { labels } from "@tochka-rosta/crds";
import { moduleInstances, tenants } from "./resources.ts";
import { deleteRemoval, findRemovals, type Removal, type RemovedKind } from "./store.ts";
import type { SyncContext } from "./sync-parts.ts";

/**
 * Takes the object of a deleted row out of the cluster and then forgets about it. Looks live, and deletes only what carries
 * the row's id: an object that somebody else made under the name stays. Called in the row's own turn, so that no pass which
 * still makes the object is under way.
 *
 * @returns whether nothing is left to remove
 */
export async function syncRemoval(context: SyncContext, kind: RemovedKind, rowId: string): Promise<boolean> {
  let isDone = true;
  for (const removal of await findRemovals(context.database, kind, rowId)) {
    // What changed under our hands is looked at again by the next sweep.
    if (await removeObject(context, removal)) await deleteRemoval(context.database, removal.id);
    else isDone = false;
  }
  return isDone;
}

/** Returns whether nothing is left to do. */
async function removeObject({ client, metrics }: SyncContext, removal: Removal): Promise<boolean> {
  const { kind, name, namespace, rowId } = removal;
  const resource: ResourceType = kind === "Tenant" ? tenants : moduleInstances;
  const reference = namespace === null ? { name } : { name, namespace };
  const object = await client.get(resource, reference);
  if (object === undefined || readRowId(kind, object) !== rowId) return true;
  const { uid = "", deletionTimestamp } = object.metadata;
  if (deletionTimestamp !== undefined) return true;
  const outcome = await client.delete(resource, reference, { uid });
  metrics.clusterWrites.inc({ kind, outcome });
  return outcome !== "precondition-failed";
}

function readRowId(kind: string, { metadata }: KubernetesObject): string | undefined {
  return metadata.labels?.[kind === "Tenant" ? labels.tenantId : labels.instanceId];
}
