import type { Cluster } from "../../harness/cluster.ts";
import { readAuditLog } from "./audit-log.ts";
import { systemNamespace } from "./names.ts";
import type { ClusterPlatform } from "./platform-on-cluster.ts";
import { componentLabels, findProcess, listPods } from "./pods.ts";
import type { Pod } from "./pods.ts";
import { queryDatabase } from "./trial-database.ts";

const account = `system:serviceaccount:${systemNamespace}:tochka-rosta-operator`;
const leasePath = `/apis/coordination.k8s.io/v1/namespaces/${systemNamespace}/leases/tochka-rosta-operator`;

/** The operator that leads. */
export interface Leader {
  /** What the Lease calls it: its pod's name, and something that no other process has. */
  readonly identity: string;
  readonly pod: Pod;
  /** As this machine counts. */
  readonly pid: number;
}

/** Who holds the Lease; undefined while nobody alive does. Needs a cluster of our own. */
export async function findLeader(platform: ClusterPlatform, cluster: Cluster): Promise<Leader | undefined> {
  const { holderIdentity, acquireTime } = (await cluster.get(leasePath))?.spec ?? {};
  const identity = String(holderIdentity);
  const pods = await listPods(platform, systemNamespace, componentLabels("operator"));
  const pod = pods.find(({ metadata }) => identity.startsWith(metadata.name));
  const startedAt = pod?.status.containerStatuses?.[0]?.state.running?.startedAt;
  // What runs in the pod may have been started after the holder's death.
  if (!pod || !startedAt || Date.parse(startedAt) > Date.parse(String(acquireTime))) return undefined;
  const pid = await findProcess(pod);
  return pid === undefined ? undefined : { identity, pod, pid };
}

/** The identity in the Lease, whether or not its holder is alive. */
export async function readHolder(cluster: Cluster): Promise<string> {
  return String((await cluster.get(leasePath))?.spec?.["holderIdentity"]);
}

/** Makes room for a new pod in place of a killed leader's: the kubelet would wait longer each time before it starts the same one again. */
export async function replacePod(platform: ClusterPlatform, { pod }: Leader): Promise<void> {
  const { name, namespace } = pod.metadata;
  await platform.tryKubectl(["delete", "pod", name, "--namespace", namespace, "--grace-period=0", "--force"]);
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
  return (await queryDatabase(platform, "modules", sql, [instanceUid])).length;
}
