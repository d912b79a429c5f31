import { createPrivateKey, randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startApiServer, type ApiServer } from "@tochka-rosta/api-server";
import {
  createClient,
  defineResource,
  loadConfig,
  type Client,
  type KubernetesObject,
} from "@tochka-rosta/controller-runtime";
import { apiVersion, labels, managedByValue, type EgressHost } from "@tochka-rosta/crds";
import { buildDefinition, kinds } from "@tochka-rosta/crds/manifests";
import { createTemporaryFolder } from "@tochka-rosta/testing";
import { SignJWT } from "jose";
import { moduleInstances, modules, serviceAccounts } from "../identity/resources.ts";

/** What a token is changed in before it is signed with the cluster's own key. */
export interface TokenChanges {
  readonly audience?: string;
  readonly expiresAt?: number;
  readonly issuer?: string;
  readonly uid?: string;
  readonly subject?: string;
}

/** An API server with instances, and tokens of their accounts. */
export interface TestCluster {
  readonly client: Client;
  applyModule(name: string, hosts: readonly EgressHost[]): Promise<void>;
  /** An instance and its account, as the operator makes them; resolves with the account's uid. */
  applyInstance(tenant: string, name: string, module?: string): Promise<string>;
  applyAccount(namespace: string, name: string): Promise<string>;
  deleteInstance(tenant: string, name: string): Promise<void>;
  /** A token as a kubelet asks for it. */
  requestToken(namespace: string, account: string, audience?: string): Promise<string>;
  /** A token signed here with the cluster's key, so that it may be one that no API server would issue. */
  signToken(namespace: string, account: { name: string; uid: string }, changes?: TokenChanges): Promise<string>;
  stop(): Promise<void>;
}

const namespaces = defineResource({
  group: "",
  version: "v1",
  plural: "namespaces",
  kind: "Namespace",
  namespaced: false,
});
const definitions = defineResource({
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
});
const clusterIssuer = "https://kubernetes.default.svc.cluster.local";
const manager = { fieldManager: "test" };
const tenMinutesSeconds = 600;

/** Starts an API server of the local kind with the platform's definitions. */
export async function startTestCluster(): Promise<TestCluster> {
  const folder = await createTemporaryFolder("egress");
  const server = await startApiServer({ dataDirectory: folder.path });
  const kubeconfigPath = join(folder.path, "kubeconfig");
  await writeFile(kubeconfigPath, server.kubeconfig, { mode: 0o600 });
  const client = createClient({ config: await loadConfig({ kubeconfigPath }) });
  for (const kind of kinds) {
    await client.apply(definitions, buildDefinition(kind) as unknown as KubernetesObject, manager);
  }
  return {
    ...createObjects(client),
    client,
    signToken: async (namespace, account, changes) => signWithClusterKey(folder.path, namespace, account, changes),
    stop: () => stopAll(client, server, async () => folder[Symbol.asyncDispose]()),
  };
}

async function stopAll(client: Client, server: ApiServer, removeFolder: () => Promise<void>): Promise<void> {
  await client.close();
  await server.stop();
  await removeFolder();
}

function createObjects(client: Client): Omit<TestCluster, "client" | "signToken" | "stop"> {
  const applyNamespace = (name: string) =>
    client.apply(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name } }, manager);
  const applyAccount = async (namespace: string, name: string, more: object = {}) => {
    await applyNamespace(namespace);
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace, ...more } } as const;
    return (await client.apply(serviceAccounts, account, manager)).metadata.uid ?? "";
  };
  return {
    applyAccount,
    applyModule: async (name, hosts) => {
      const titles = { ru: "Проба", en: "Trial" };
      const spec = { titles, stage: "ComingSoon" as const, egress: { hosts: [...hosts] } };
      await client.apply(modules, { apiVersion, kind: "Module", metadata: { name }, spec }, manager);
    },
    applyInstance: async (tenant, name, module = "shop") => {
      const namespace = `tenant-${tenant}`;
      await applyNamespace(namespace);
      const instance = { apiVersion, kind: "ModuleInstance", metadata: { name, namespace }, spec: { module } } as const;
      const { uid = "" } = (await client.apply(moduleInstances, instance, manager)).metadata;
      return applyAccount(namespace, `module-${name}`, {
        labels: { [labels.managedBy]: managedByValue },
        ownerReferences: [{ apiVersion, kind: "ModuleInstance", name, uid, controller: true }],
      });
    },
    deleteInstance: async (tenant, name) => {
      const reference = { namespace: `tenant-${tenant}`, name };
      const { uid = "" } = (await client.get(moduleInstances, reference))?.metadata ?? {};
      await client.delete(moduleInstances, reference, { uid });
    },
    requestToken: async (namespace, account, audience = "egress") => {
      const tokens = defineResource<KubernetesObject & { status?: { token?: string } }>({
        ...{ group: "", version: "v1", kind: "TokenRequest", namespaced: true },
        plural: `serviceaccounts/${account}/token`,
      });
      const spec = { audiences: [audience], expirationSeconds: tenMinutesSeconds };
      const request = {
        ...{ apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest" },
        ...{ metadata: { name: account, namespace }, spec },
      };
      return (await client.create(tokens, request)).status?.token ?? "";
    },
  };
}

async function signWithClusterKey(
  folder: string,
  namespace: string,
  { name, uid }: { readonly name: string; readonly uid: string },
  changes: TokenChanges = {},
): Promise<string> {
  const { keyPem } = JSON.parse(await readFile(join(folder, "service-account-key.json"), "utf8")) as { keyPem: string };
  const serviceaccount = { name, uid: changes.uid ?? uid };
  const expiresAt = changes.expiresAt ?? Math.floor(Date.now() / 1_000) + tenMinutesSeconds;
  return new SignJWT({ "kubernetes.io": { namespace, serviceaccount } })
    .setProtectedHeader({ alg: "RS256" })
    .setIssuer(changes.issuer ?? clusterIssuer)
    .setAudience(changes.audience ?? "egress")
    .setSubject(changes.subject ?? `system:serviceaccount:${namespace}:${name}`)
    .setJti(randomUUID())
    .setExpirationTime(expiresAt)
    .sign(createPrivateKey(keyPem));
}
