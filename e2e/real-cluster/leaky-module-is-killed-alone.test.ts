import { expect, test } from "vitest";
import { paths } from "../harness/cluster.ts";
import { fetchSite, waitFor, waitForStatus } from "../harness/http.ts";
import { openShop } from "../harness/owner.ts";
import { currentTag, siteDomain } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";
import { listPods, moduleLabels } from "./harness/pods.ts";
import { startTrickle } from "./harness/trickle.ts";

const platform = clusterPlatform();

test("a module that leaks is ended by its memory limit and comes back, and no neighbour's visitor notices", async () => {
  // The neighbour in the same namespace and one in another.
  const [own, other] = await Promise.all([openShop(platform, "growth"), openShop(platform)]);
  const namespace = `tenant-${own.person.subdomain}`;
  await platform.apply(leakyModule, {
    apiVersion: "tochkarosta.online/v1alpha1",
    kind: "ModuleInstance",
    metadata: { name: "leaky", namespace },
    spec: { module: "test-leaky", hostPrefix: "leaky" },
  });
  const leaky = `https://leaky--${own.person.subdomain}.${siteDomain}`;
  await waitForStatus(leaky, 200, 90);

  const neighbours = [own, other].map(({ instance }) => startTrickle(instance.url));
  await Promise.all(neighbours.map((trickle) => trickle.answer(1)));
  await fetchSite(`${leaky}/leak`);
  await waitFor(
    "the kernel to end the leak",
    async () => (await readEnds(namespace, "test-leaky")).includes("OOMKilled"),
    { timeoutSeconds: 90, everyMilliseconds: 500 },
  );
  await waitForStatus(leaky, 200, 90);
  await Promise.all(neighbours.map((trickle) => trickle.answer(1)));
  const counts = await Promise.all(neighbours.map((trickle) => trickle.stop()));

  expect(counts.flatMap(({ failures }) => failures)).toEqual([]);
  for (const { person } of [own, other]) {
    const [shop] = await listPods(platform, `tenant-${person.subdomain}`, moduleLabels("shop"));
    expect(shop?.status.containerStatuses?.[0]?.restartCount).toBe(0);
  }
  const cluster = await platform.connect();
  expect(await cluster.get(paths.moduleInstance(own.person.subdomain, "leaky"))).toBeDefined();
  await cluster.close();
  await platform.kubectl("delete", "moduleinstance", "leaky", "--namespace", namespace);
  await platform.kubectl("delete", "module", leakyModule.metadata.name);
});

const leakyModule = {
  apiVersion: "tochkarosta.online/v1alpha1",
  kind: "Module",
  metadata: { name: "test-leaky" },
  spec: {
    titles: { ru: "Течь", en: "Leak" },
    image: "tochka-rosta/test-leaky",
    version: currentTag,
    port: 8080,
    healthPath: "/health",
    database: { required: false },
  },
};

/** Why the containers of a module's pods ended last. */
async function readEnds(namespace: string, module: string): Promise<readonly string[]> {
  const pods = await listPods(platform, namespace, moduleLabels(module));
  return pods.flatMap(({ status }) =>
    (status.containerStatuses ?? []).map(({ lastState }) => lastState.terminated?.reason ?? ""),
  );
}
