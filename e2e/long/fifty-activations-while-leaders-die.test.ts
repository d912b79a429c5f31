import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { paths } from "../harness/cluster.ts";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { activate, registerOwner, waitUntilLive } from "../harness/owner.ts";
import { countDatabases, findLeader, listCreations } from "../real-cluster/harness/operators.ts";
import { clusterPlatform } from "../real-cluster/harness/platform-on-cluster.ts";
import { killContainer } from "../real-cluster/harness/pods.ts";

const platform = clusterPlatform();
const rounds = 10;
const ownersAtOnce = 5;
/** From one round to the next the leader dies so much later after the clicks, which sweeps over a whole activation. */
const stepMilliseconds = 500;

describe.skipIf(!platform.isOwn)("fifty owners click while leaders die (needs a cluster of our own)", () => {
  test("every one gets exactly one shop", { timeout: 3_600_000 }, async () => {
    const failures: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const owners = Array.from({ length: ownersAtOnce }, openOneShop);
      const outcomes = await Promise.allSettled([...owners, killLeader(round * stepMilliseconds)]);
      for (const outcome of outcomes) if (outcome.status === "rejected") failures.push(String(outcome.reason));
      console.log(`${(round + 1) * ownersAtOnce} of ${rounds * ownersAtOnce} activations, ${round + 1} leaders killed`);
    }
    expect(failures).toEqual([]);
  });
});

async function openOneShop(): Promise<void> {
  const { api, person } = await registerOwner(platform);
  const { id } = await activate(api);
  await waitForStatus((await waitUntilLive(api, id, 300)).url, 200, 60);
  const created = await listCreations(platform, `tenant-${person.subdomain}`);
  const twice = created.filter((name, index) => created.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`${person.subdomain}: created twice: ${twice.join(", ")}`);
  const cluster = await platform.connect();
  const instance = await cluster.get(paths.moduleInstance(person.subdomain, "shop"));
  await cluster.close();
  const databases = await countDatabases(platform, instance?.metadata.uid ?? "");
  if (databases !== 1) throw new Error(`${person.subdomain} has ${databases} databases`);
}

/** Kills whoever leads after this time, or the next one that does. */
async function killLeader(afterMilliseconds: number): Promise<void> {
  await sleep(afterMilliseconds);
  const cluster = await platform.connect();
  const leader = await waitFor("a leader", () => findLeader(platform, cluster));
  await cluster.close();
  await killContainer(platform, leader);
  // A new pod in its place: the kubelet would wait longer and longer before it starts the same one again.
  const { name, namespace } = leader.metadata;
  await platform.tryKubectl(["delete", "pod", name, "--namespace", namespace, "--grace-period=0", "--force"]);
}
