import type { Cluster } from "../../harness/cluster.ts";
import { readAuditLog } from "./audit-log.ts";
import { systemNamespace } from "./names.ts";
import type { ClusterPlatform } from "./platform-on-cluster.ts";
import { componentLabels, listPods } from "./pods.ts";
import type { Pod } from "./pods.ts";
import { askDatabase } from "./trial-database.ts";

const account = `system:serviceaccount:${systemNamespace}:tochka-rosta-operator`;
const leasePath = `/apis/coordination.k8s.io/v1/namespaces/${systemNamespace}/leases/tochka-rosta-operator`;

/** The pod of the operator that holds the Lease; undefined while nobody alive does. */
export async function findLeader(platform: ClusterPlatform, cluster: Cluster): Promise<Pod | undefined> {
  const holder = String((await cluster.get(leasePath))?.spec?.["holderIdentity"]);
  const pods = await listPods(platform, systemNamespace, componentLabels("operator"));
  return pods.find(({ metadata }) => holder.startsWith(metadata.name));
}

/** All that operators have created in and for a tenant's namespace, each as often as the API server said that it did. */
export async function listCreations(platform: ClusterPlatform, namespace: string): Promise<readonly string[]> {
  const { auditLogPath } = await platform.own();
  const created = await readAuditLog(
    auditLogPath,
    account,
    (request) => request.status === 201 && (request.namespace === namespace || request.name === namespace),
  );
  return created.map(({ resource, name }) => `${resource}/${name}`).filter((name) => !name.startsWith("events/"));
}

/** How many databases bear the mark of this instance. */
export async function countDatabases(platform: ClusterPlatform, instanceUid: string): Promise<number> {
  const marked = "shobj_description(oid, 'pg_database') LIKE '%' || $1 || '%'";
  const sql = `SELECT datname FROM pg_database WHERE ${marked}`;
  return (await askDatabase(platform, "modules", sql, [instanceUid])).length;
}
