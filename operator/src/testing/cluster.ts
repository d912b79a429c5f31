import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createClient,
  defineResource,
  loadConfig,
  type Client,
  type KubernetesObject,
} from "@tochka-rosta/controller-runtime";
import { buildDefinition, kinds } from "@tochka-rosta/crds/manifests";
import { startApiServer, type ApiServer } from "@tochka-rosta/api-server";

/** A real API server of our own kind, with the platform's definitions, for one test file. */
export interface TestCluster {
  readonly server: ApiServer;
  /** Acts as a person would: not the operator. */
  readonly client: Client;
  /** Opens another client, for an operator of its own; `userAgent` is how the server's record names it. */
  openClient(userAgent?: string): Promise<Client>;
  stop(): Promise<void>;
}

const definitions = defineResource({
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
});

export async function startTestCluster(): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), "tochka-rosta-operator-"));
  const server = await startApiServer({ dataDirectory: folder });
  const kubeconfigPath = join(folder, "kubeconfig");
  await writeFile(kubeconfigPath, server.kubeconfig, { mode: 0o600 });
  const clients: Client[] = [];
  const openClient = async (userAgent?: string): Promise<Client> => {
    const client = createClient({ config: await loadConfig({ kubeconfigPath }), userAgent });
    clients.push(client);
    return client;
  };
  const client = await openClient();
  for (const kind of kinds) {
    await client.apply(definitions, buildDefinition(kind) as unknown as KubernetesObject, { fieldManager: "test" });
  }
  return {
    server,
    client,
    openClient,
    stop: async () => {
      for (const opened of clients) await opened.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
