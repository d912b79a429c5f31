import type { KubernetesObject, ResourceType } from "@tochka-rosta/controller-runtime";
import { labels } from "@tochka-rosta/crds";
import { moduleInstances, tenants } from "./resources.ts";
import { deleteRemoval, findRemoval } from "./store.ts";
import type { SyncContext } from "./sync-parts.ts";

/**
 * Takes the object of a deleted row out of the cluster and then forgets about it. Looks live, and deletes only what carries
 * the row's id: an object that somebody else made under the name stays.
 */
export async function syncRemoval({ client, database, metrics }: SyncContext, id: string): Promise<void> {
  const removal = await findRemoval(database, id);
  if (!removal) return;
  const { kind, name, namespace, rowId } = removal;
  const resource: ResourceType = kind === "Tenant" ? tenants : moduleInstances;
  const reference = namespace === null ? { name } : { name, namespace };
  const object = await client.get(resource, reference);
  if (object && readRowId(kind, object) === rowId) {
    const { uid = "", deletionTimestamp } = object.metadata;
    if (deletionTimestamp === undefined) {
      const outcome = await client.delete(resource, reference, { uid });
      metrics.clusterWrites.inc({ kind, outcome });
    }
  }
  await deleteRemoval(database, id);
}

function readRowId(kind: string, { metadata }: KubernetesObject): string | undefined {
  return metadata.labels?.[kind === "Tenant" ? labels.tenantId : labels.instanceId];
}
