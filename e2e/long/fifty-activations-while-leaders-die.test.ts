import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { paths } from "../harness/cluster.ts";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { activate, registerOwner, waitUntilLive } from "../harness/owner.ts";
import { countDatabases, findLeader, listCreations, replacePod } from "../real-cluster/harness/operators.ts";
import { clusterPlatform } from "../real-cluster/harness/platform-on-cluster.ts";

const platform = clusterPlatform();
const rounds = 10;
const ownersAtOnce = 5;
/** From one round to the next the leader dies so much later after the clicks, which sweeps over a whole activation. */
const stepMilliseconds = 500;

type Owner = Awaited<ReturnType<typeof registerOwner>>;

describe.skipIf(!platform.isOwn)("fifty owners click while leaders die (needs a cluster of our own)", () => {
  test("every one gets exactly one shop", { timeout: 3_600_000 }, async () => {
    const failures: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const owners = await Promise.all(Array.from({ length: ownersAtOnce }, () => registerOwner(platform)));
      const killLeader = await prepareKill();
      const killing = sleep(round * stepMilliseconds).then(killLeader);
      const outcomes = await Promise.allSettled([...owners.map(openOneShop), killing]);
      for (const outcome of outcomes) if (outcome.status === "rejected") failures.push(String(outcome.reason));
      console.log(`${(round + 1) * ownersAtOnce} of ${rounds * ownersAtOnce} activations, ${round + 1} leaders killed`);
    }
    expect(failures).toEqual([]);
  });
});

async function openOneShop({ api, person }: Owner): Promise<void> {
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

/** Looks up before the clicks who leads, so that nothing stands between the moment and the kill. */
async function prepareKill(): Promise<() => Promise<void>> {
  const cluster = await platform.connect();
  const leader = await waitFor("a leader", () => findLeader(platform, cluster));
  await cluster.close();
  return async () => {
    process.kill(leader.pid, "SIGKILL");
    await replacePod(platform, leader);
  };
}
