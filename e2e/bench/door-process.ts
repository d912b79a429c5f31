import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startApiServer } from "@tochka-rosta/api-server";
import { repositoryRoot } from "@tochka-rosta/build";
import {
  createClient,
  defineResource,
  loadConfig,
  type Client,
  type KubernetesObject,
} from "@tochka-rosta/controller-runtime";
import { apiVersion, group, labels, managedByValue, version } from "@tochka-rosta/crds";
import { buildDefinition, kinds } from "@tochka-rosta/crds/manifests";
import { createTemporaryFolder, findFreePort, waitFor } from "@tochka-rosta/testing";

/** A door as a process of its own, beside an API server with one instance. */
export interface DoorProcess extends AsyncDisposable {
  readonly port: number;
  /** A token of the instance. */
  readonly token: string;
  /** Resident memory of the process, in bytes. */
  readMemory(): Promise<number>;
}

/** The host that the instance may reach; it is on loopback, at the port that was given. */
export const benchHost = "bench.internal";

const namespace = "tenant-bench";
const names = { namespaces: "Namespace", serviceaccounts: "ServiceAccount" } as const;
const manager = { fieldManager: "bench" };

/** Starts the door from source; its instance may open tunnels to one port of this machine. */
export async function startDoorProcess(targetPort: number): Promise<DoorProcess> {
  const folder = await createTemporaryFolder("bench-egress");
  const server = await startApiServer({ dataDirectory: folder.path });
  const kubeconfigPath = join(folder.path, "kubeconfig");
  await writeFile(kubeconfigPath, server.kubeconfig, { mode: 0o600 });
  const client = createClient({ config: await loadConfig({ kubeconfigPath }) });
  const token = await prepareInstance(client, targetPort);
  const [port, healthPort] = [await findFreePort(), await findFreePort()];
  const door = spawn(process.execPath, [join(repositoryRoot, "egress/src/main.ts")], {
    env: {
      ...process.env,
      ...{ KUBECONFIG: kubeconfigPath, HOST: "127.0.0.1", PORT: String(port), HEALTH_PORT: String(healthPort) },
      ...{ LOG_LEVEL: "error", STOP_SECONDS: "0", TUNNELS_PER_MINUTE: "100000" },
      ...{ TUNNELS_PER_INSTANCE: "10000", TUNNELS_PER_HOST: "10000" },
      PRIVATE_TARGETS: JSON.stringify([{ host: benchHost, port: targetPort, addresses: ["127.0.0.1"] }]),
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  await waitFor("the door", async () => (await fetch(`http://127.0.0.1:${healthPort}/readyz`)).status === 200);
  return {
    port,
    token,
    readMemory: () => readResidentBytes(door),
    [Symbol.asyncDispose]: async () => {
      door.kill();
      await once(door, "exit");
      await client.close();
      await server.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function prepareInstance(client: Client, port: number): Promise<string> {
  const apply = (resource: string, kind: string, object: object, isOurs = true) =>
    client.apply(
      defineResource({
        ...(isOurs ? { group, version } : { group: "", version: "v1" }),
        ...{ plural: resource, kind, namespaced: resource !== "modules" && resource !== "namespaces" },
      }),
      { apiVersion: isOurs ? apiVersion : "v1", kind, ...object } as unknown as KubernetesObject,
      manager,
    );
  const definitions = defineResource({
    ...{ group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition", namespaced: false },
    plural: "customresourcedefinitions",
  });
  for (const kind of kinds) {
    await client.apply(definitions, buildDefinition(kind) as unknown as KubernetesObject, manager);
  }
  const spec = {
    titles: { ru: "Замер", en: "Bench" },
    stage: "ComingSoon",
    egress: { hosts: [{ host: benchHost, port }] },
  };
  await apply("modules", "Module", { metadata: { name: "bench" }, spec });
  await apply("namespaces", names.namespaces, { metadata: { name: namespace } }, false);
  const metadata = { name: "bench", namespace };
  const { uid = "" } = (await apply("moduleinstances", "ModuleInstance", { metadata, spec: { module: "bench" } }))
    .metadata;
  const ownerReferences = [{ apiVersion, kind: "ModuleInstance", name: "bench", uid, controller: true }];
  const account = { name: "module-bench", namespace, ownerReferences, labels: { [labels.managedBy]: managedByValue } };
  await apply("serviceaccounts", names.serviceaccounts, { metadata: account }, false);
  const tokens = defineResource<KubernetesObject & { status?: { token?: string } }>({
    ...{ group: "", version: "v1", kind: "TokenRequest", namespaced: true },
    plural: "serviceaccounts/module-bench/token",
  });
  const tokenSpec = { audiences: ["egress"], expirationSeconds: 3_600 };
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", metadata: account, spec: tokenSpec };
  const answer = await client.create(tokens, request);
  return answer.status?.token ?? "";
}

async function readResidentBytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024;
}
