import { randomUUID } from "node:crypto";
import { CoreV1Api, KubeConfig, makeInformer, type V1ConfigMap } from "@kubernetes/client-node";
import {
  createCache,
  createClient,
  defineResource,
  loadConfig,
  type KubernetesObject,
} from "@tochka-rosta/controller-runtime";
import { expect, test } from "vitest";
import { waitFor } from "../harness/http.ts";
import type { TestPlatform } from "../harness/test-platform.ts";

const configMaps = defineResource<KubernetesObject>({
  group: "",
  version: "v1",
  plural: "configmaps",
  kind: "ConfigMap",
  namespaced: true,
});

/**
 * client-node's own informer stands beside our cache as an independent witness: the stock client writes, and both must end with the same
 * objects in the same versions. Each of the two sees what the other one writes.
 */
export function walkWitness(platform: Pick<TestPlatform, "kubeconfigPath">): void {
  test("what the stock client writes, its informer and our cache see alike, and it sees what we write", async () => {
    const namespace = `witness-${randomUUID().slice(0, 8)}`;
    const kubeconfig = new KubeConfig();
    kubeconfig.loadFromFile(platform.kubeconfigPath);
    const core = kubeconfig.makeApiClient(CoreV1Api);
    await core.createNamespace({ body: { metadata: { name: namespace } } });

    const informer = makeInformer<V1ConfigMap>(kubeconfig, `/api/v1/namespaces/${namespace}/configmaps`, () =>
      core.listNamespacedConfigMap({ namespace }),
    );
    const client = createClient({ config: await loadConfig({ kubeconfigPath: platform.kubeconfigPath }) });
    const cache = createCache(client, { resource: configMaps, namespace });
    try {
      await informer.start();
      cache.start();
      for (let number = 0; number < 20; number++) {
        const name = `map-${number}`;
        await core.createNamespacedConfigMap({
          namespace,
          body: { metadata: { name }, data: { number: `${number}` } },
        });
        if (number % 3 === 0) {
          const body = { metadata: { name }, data: { number: "changed" } };
          await core.replaceNamespacedConfigMap({ namespace, name, body });
        }
        if (number % 4 === 0) await core.deleteNamespacedConfigMap({ namespace, name });
      }
      const ours = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "ours", namespace } };
      const written = await client.create(configMaps, ours);

      const describe = (objects: readonly (KubernetesObject | V1ConfigMap)[]) =>
        objects.map(({ metadata }) => `${metadata?.name} ${metadata?.uid} ${metadata?.resourceVersion}`).sort();
      const read = async () => describe((await core.listNamespacedConfigMap({ namespace })).items);
      await waitFor("both to have seen the last write", () => {
        const isSeen = (seen: readonly string[]) => seen.some((text) => text.includes(written.metadata.uid ?? "?"));
        return Promise.resolve(isSeen(describe(informer.list())) && isSeen(describe(cache.list())));
      });
      const truth = await read();
      expect(truth.filter((text) => text.startsWith("map-"))).toHaveLength(15);
      expect(describe(cache.list())).toEqual(truth);
      expect(describe(informer.list())).toEqual(truth);
    } finally {
      await informer.stop();
      await cache.stop();
      await client.close();
      await core.deleteNamespace({ name: namespace });
    }
  });
}
