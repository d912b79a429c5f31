import { describe, expect, test } from "vitest";
import type { Cluster } from "../harness/cluster.ts";
import { paths } from "../harness/cluster.ts";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { activate, registerOwner, waitUntilLive } from "../harness/owner.ts";
import { readAuditLog } from "./harness/audit-log.ts";
import { systemNamespace } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";
import { componentLabels, killContainer, listPods } from "./harness/pods.ts";
import type { Pod } from "./harness/pods.ts";
import { askDatabase } from "./harness/trial-database.ts";

const platform = clusterPlatform();
const operator = "system:serviceaccount:tochka-rosta-system:tochka-rosta-operator";

describe.skipIf(!platform.isOwn)("of two operators the one that leads is killed (needs a cluster of our own)", () => {
  // Each moment is an object that has just appeared when the leader dies without a word.
  test.each([
    ["the namespace", (namespace: string) => paths.namespace(namespace)],
    ["the Secret with the database's password", (namespace: string) => paths.secret(namespace, "shop-database")],
    ["the Deployment", (namespace: string) => `${paths.deployments(namespace)}/shop`],
  ])("right after %s was made: the activation ends, and nothing is done twice", async (_, pathOf) => {
    const cluster = await platform.connect();
    const { api, person } = await registerOwner(platform);
    const namespace = `tenant-${person.subdomain}`;
    const { id } = await activate(api);
    await waitFor("the moment", () => cluster.get(pathOf(namespace)), { everyMilliseconds: 10 });
    const leader = await findLeader(cluster);
    await killContainer(platform, leader);

    const { url } = await waitUntilLive(api, id, 120);
    expect(await waitForStatus(url, 200)).toContain("<html");
    expect(await listCreatedTwice(namespace)).toEqual([]);
    const instance = await cluster.get(paths.moduleInstance(person.subdomain, "shop"));
    expect(await countDatabasesOf(instance?.metadata.uid ?? "")).toBe(1);
    expect(await cluster.list(paths.deployments(namespace))).toHaveLength(1);
    await cluster.close();
  });
});

async function findLeader(cluster: Cluster): Promise<Pod> {
  const lease = `/apis/coordination.k8s.io/v1/namespaces/${systemNamespace}/leases/tochka-rosta-operator`;
  const holder = String((await cluster.get(lease))?.spec?.["holderIdentity"]);
  const pods = await listPods(platform, systemNamespace, componentLabels("operator"));
  const leader = pods.find(({ metadata }) => holder.startsWith(metadata.name));
  if (!leader) throw new Error(`No operator's pod is ${holder}`);
  return leader;
}

/** Objects of a namespace for which the API server told operators more than once that they had created it. */
async function listCreatedTwice(namespace: string): Promise<readonly string[]> {
  const { auditLogPath } = await platform.own();
  const created = await readAuditLog(
    auditLogPath,
    operator,
    (request) => request.status === 201 && (request.namespace === namespace || request.name === namespace),
  );
  const names = created
    .map(({ resource, name }) => `${resource}/${name}`)
    .filter((name) => !name.startsWith("events/"));
  expect(names).toContain("deployments/shop");
  return names.filter((name, index) => names.indexOf(name) !== index);
}

async function countDatabasesOf(uid: string): Promise<number> {
  const marked = "shobj_description(oid, 'pg_database') LIKE '%' || $1 || '%'";
  const rows = await askDatabase(platform, "modules", `SELECT datname FROM pg_database WHERE ${marked}`, [uid]);
  return rows.length;
}
