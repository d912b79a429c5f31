import { describe, expect, test } from "vitest";
import { paths } from "../harness/cluster.ts";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { activate, registerOwner, waitUntilLive } from "../harness/owner.ts";
import { countDatabases, findLeader, listCreations } from "./harness/operators.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";
import { killContainer } from "./harness/pods.ts";

const platform = clusterPlatform();

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
    await killContainer(platform, await waitFor("a leader", () => findLeader(platform, cluster)));

    const { url } = await waitUntilLive(api, id, 120);
    expect(await waitForStatus(url, 200)).toContain("<html");
    const created = await listCreations(platform, namespace);
    expect(created).toContain("deployments/shop");
    expect(created.filter((name, index) => created.indexOf(name) !== index)).toEqual([]);
    const instance = await cluster.get(paths.moduleInstance(person.subdomain, "shop"));
    expect(await countDatabases(platform, instance?.metadata.uid ?? "")).toBe(1);
    expect(await cluster.list(paths.deployments(namespace))).toHaveLength(1);
    await cluster.close();
  });
});
