import { describe, expect, test } from "vitest";
import { conditionOf, paths } from "../harness/cluster.ts";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { activate, inventPerson, registerOwner, waitUntilLive } from "../harness/owner.ts";
import { countDatabases, findLeader, listCreations, readHolder, replacePod } from "./harness/operators.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";
import { slowDown } from "./harness/slow-motion.ts";

const platform = clusterPlatform();

/** An object that has just appeared when the leader dies without a word, and one that it had yet to make. */
interface Moment {
  readonly made: string;
  readonly path: (namespace: string) => string;
  readonly next?: (namespace: string) => string;
}

const secret = (namespace: string) => paths.secret(namespace, "shop-database");
const deployment = (namespace: string) => `${paths.deployments(namespace)}/shop`;
const moments: readonly Moment[] = [
  { made: "the namespace", path: paths.namespace, next: secret },
  { made: "the Secret with the database's password", path: secret, next: deployment },
  { made: "the Deployment", path: deployment },
];

describe.skipIf(!platform.isOwn)("of two operators the one that leads is killed (needs a cluster of our own)", () => {
  test.each(moments)(
    "right after $made was made: another ends the activation, and nothing is done twice",
    async (moment) => {
      const cluster = await platform.connect();
      const person = inventPerson();
      const namespace = `tenant-${person.subdomain}`;
      const leader = await waitFor("a leader", () => findLeader(platform, cluster));
      await slowDown(platform, leader.pod);
      const click = async () => {
        const { api } = await registerOwner(platform, "base", person);
        return { api, id: (await activate(api)).id };
      };
      const kill = async () => {
        await waitFor(moment.made, () => cluster.get(moment.path(namespace)), { everyMilliseconds: 5 });
        process.kill(leader.pid, "SIGKILL");
        // Nobody leads for some seconds now: the cluster shows how far the dead one came.
        const instance = await cluster.get(paths.moduleInstance(person.subdomain, "shop"));
        return {
          holder: await readHolder(cluster),
          next: moment.next && (await cluster.get(moment.next(namespace))),
          isReady: conditionOf(instance, "Ready")?.status === "True",
        };
      };
      const [{ api, id }, left] = await Promise.all([click(), kill()]).finally(() => replacePod(platform, leader));
      expect(left).toEqual({ holder: leader.identity, next: undefined, isReady: false });

      const { url } = await waitUntilLive(api, id, 120);
      expect(await readHolder(cluster)).not.toContain(leader.pod.metadata.name);
      expect(await waitForStatus(url, 200)).toContain("<html");
      const created = await listCreations(platform, namespace);
      expect(created).toContain("deployments/shop");
      expect(created.filter((name, index) => created.indexOf(name) !== index)).toEqual([]);
      const instance = await cluster.get(paths.moduleInstance(person.subdomain, "shop"));
      expect(await countDatabases(platform, instance?.metadata.uid ?? "")).toBe(1);
      expect(await cluster.list(paths.deployments(namespace))).toHaveLength(1);
      await cluster.close();
    },
  );
});
