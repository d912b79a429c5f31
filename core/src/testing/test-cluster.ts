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
import { apiVersion, type Module, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { buildDefinition, kinds } from "@tochka-rosta/crds/manifests";
import { startApiServer, type ApiServer } from "@tochka-rosta/api-server";
import { moduleInstances, modules, tenants } from "../cluster/resources.ts";

/** A real API server of our own kind with the platform's definitions, and somebody who plays the operator. */
export interface TestCluster {
  readonly server: ApiServer;
  readonly client: Client;
  /** For the core's settings. */
  readonly settings: Record<string, string>;
  /** What the operator says of a tenant: its namespace exists. */
  makeNamespaceReady(tenant: string): Promise<void>;
  /** What the operator says of an instance: the given conditions are true, about the present generation. */
  report(tenant: string, name: string, conditions: Record<string, boolean | string>): Promise<void>;
  addModule(name: string, stage: "Available" | "ComingSoon"): Promise<void>;
  stop(): Promise<void>;
}

const definitions = defineResource({
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
});
const namespaces = defineResource({
  group: "",
  version: "v1",
  plural: "namespaces",
  kind: "Namespace",
  namespaced: false,
});
const fieldManager = "test";

export async function startTestCluster(): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), "tochka-rosta-core-cluster-"));
  const server = await startApiServer({ dataDirectory: folder });
  const kubeconfigPath = join(folder, "kubeconfig");
  await writeFile(kubeconfigPath, server.kubeconfig, { mode: 0o600 });
  const client = createClient({ config: await loadConfig({ kubeconfigPath }) });
  for (const kind of kinds) {
    await client.apply(definitions, buildDefinition(kind) as unknown as KubernetesObject, { fieldManager });
  }
  const makeNamespace = async (name: string): Promise<void> => {
    await client.apply(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name } }, { fieldManager });
  };
  await makeNamespace("tochka-rosta-system");
  return {
    server,
    client,
    settings: { CLUSTER_SYNC: "on", KUBECONFIG: kubeconfigPath },
    makeNamespaceReady: async (tenant) => {
      await makeNamespace(`tenant-${tenant}`);
      const generation = (await client.get(tenants, { name: tenant }))?.metadata.generation ?? 1;
      const desired = { apiVersion, kind: "Tenant" as const, metadata: { name: tenant } };
      const status = buildStatus(generation, { NamespaceReady: true, Ready: true });
      await client.apply<Tenant>(tenants, { ...desired, status }, { fieldManager, subresource: "status" });
    },
    report: async (tenant, name, conditions) => {
      const metadata = { name, namespace: `tenant-${tenant}` };
      const generation = (await client.get(moduleInstances, metadata))?.metadata.generation ?? 1;
      const status = {
        ...buildStatus(generation, conditions),
        url: `http://${name}--${tenant}.example.test/`,
        ...(conditions["DatabaseReady"] === true && { database: { server: "main", name: `d_${name}` } }),
      };
      const desired = { apiVersion, kind: "ModuleInstance" as const, metadata };
      await client.apply<ModuleInstance>(
        moduleInstances,
        { ...desired, status },
        { fieldManager, subresource: "status" },
      );
    },
    addModule: async (name, stage) => {
      const spec = {
        titles: { ru: `${name} по-русски`, en: `${name} in English` },
        stage,
        ...(stage === "Available" && { image: `tochka-rosta/${name}`, version: "0.1.0" }),
      };
      await client.apply<Module>(modules, { apiVersion, kind: "Module", metadata: { name }, spec }, { fieldManager });
    },
    stop: async () => {
      await client.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `true` is True with the reason Done; a text is False with that reason. */
function buildStatus(observedGeneration: number, conditions: Record<string, boolean | string>) {
  return {
    observedGeneration,
    conditions: Object.entries(conditions).map(([type, value]) => ({
      type,
      status: value === true ? ("True" as const) : ("False" as const),
      reason: typeof value === "string" ? value : "Done",
      message: `${type} is ${String(value)}`,
      lastTransitionTime: "2026-11-23T12:00:00Z",
      observedGeneration,
    })),
  };
}

/** All parts of an instance that works. */
export const liveConditions = {
  DatabaseReady: true,
  WorkloadAvailable: true,
  RouteProgrammed: true,
  Reachable: true,
  Ready: true,
};
