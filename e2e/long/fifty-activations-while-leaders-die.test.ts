import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { paths } from "../harness/cluster.ts";
import { waitForStatus } from "../harness/http.ts";
import { activate, registerOwner, waitUntilLive } from "../harness/owner.ts";
import { countDatabases, findLeader, listCreations } from "../real-cluster/harness/operators.ts";
import { clusterPlatform } from "../real-cluster/harness/platform-on-cluster.ts";
import { killContainer } from "../real-cluster/harness/pods.ts";

const platform = clusterPlatform();
const activations = 50;
const atOnce = 5;
const secondsBetweenKills = 30;

describe.skipIf(!platform.isOwn)("fifty owners click while leaders die (needs a cluster of our own)", () => {
  test("every one gets exactly one shop", { timeout: 3_600_000 }, async () => {
    const killing = killLeaders();
    const failures: string[] = [];
    for (let done = 0; done < activations; done += atOnce) {
      const outcomes = await Promise.allSettled(Array.from({ length: atOnce }, openOneShop));
      for (const outcome of outcomes) if (outcome.status === "rejected") failures.push(String(outcome.reason));
      console.log(`${done + atOnce} of ${activations} activations, ${killing.count()} leaders killed`);
    }
    await killing.stop();
    expect(failures).toEqual([]);
    expect(killing.count()).toBeGreaterThan(5);
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

/** Kills whoever leads, again and again. */
function killLeaders() {
  const ending = new AbortController();
  let count = 0;
  const running = (async () => {
    const cluster = await platform.connect();
    while (!ending.signal.aborted) {
      await sleep(secondsBetweenKills * 1000, undefined, { signal: ending.signal }).catch(() => undefined);
      const leader = await findLeader(platform, cluster);
      if (!leader || ending.signal.aborted) continue;
      await killContainer(platform, leader);
      count += 1;
      // A new pod in its place: the kubelet would wait longer and longer before it starts the same one again.
      const { name, namespace } = leader.metadata;
      await platform.tryKubectl(["delete", "pod", name, "--namespace", namespace, "--grace-period=0", "--force"]);
    }
    await cluster.close();
  })();
  return {
    count: () => count,
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}
