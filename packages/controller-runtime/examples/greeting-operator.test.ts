import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApiServer, type ApiServer } from "@tochka-rosta/api-server";
import {
  createClient,
  defineResource,
  loadConfig,
  type Client,
  type KubernetesObject,
} from "@tochka-rosta/controller-runtime";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { runGreetingOperator } from "./greeting-operator.ts";

interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
}

interface Greeting extends KubernetesObject {
  status?: { conditions?: { type: string; status: string }[] };
}

const core = { group: "", version: "v1", namespaced: true } as const;
const configMaps = defineResource<ConfigMap>({ ...core, plural: "configmaps", kind: "ConfigMap" });
const greetings = defineResource<Greeting>({ ...core, group: "example.com", plural: "greetings", kind: "Greeting" });
const definitions = defineResource({
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
});
const morning = { name: "morning", namespace: "default" };
const fieldManager = "test";

let folder: string;
let server: ApiServer;
let client: Client;
const stop = new AbortController();
let running: Promise<void>;

async function readManifest(name: string): Promise<KubernetesObject> {
  return parse(await readFile(join(import.meta.dirname, name), "utf8")) as KubernetesObject;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "greeting-operator-"));
  server = await startApiServer({ dataDirectory: folder });
  const kubeconfigPath = join(folder, "kubeconfig");
  await writeFile(kubeconfigPath, server.kubeconfig);
  client = createClient({ config: await loadConfig({ kubeconfigPath }) });
  await client.apply(definitions, await readManifest("greetings.yaml"), { fieldManager });
  running = runGreetingOperator(kubeconfigPath, stop.signal, 0);
});
afterAll(async () => {
  stop.abort();
  await running;
  await client.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test("the README's operator writes the text, says so, and brings back what somebody changed", async () => {
  await client.apply(greetings, await readManifest("greeting.yaml"), { fieldManager });
  const readText = async () => (await client.get(configMaps, morning))?.data?.["text"];
  await vi.waitFor(async () => expect(await readText()).toBe("Good morning"), 10_000);
  await vi.waitFor(async () => {
    const conditions = (await client.get(greetings, morning))?.status?.conditions;
    expect(conditions).toEqual([expect.objectContaining({ type: "Ready", status: "True" })]);
  }, 10_000);
  const changed = { apiVersion: "v1", kind: "ConfigMap", metadata: morning, data: { text: "Go away" } };
  await client.apply(configMaps, changed, { fieldManager, force: true });
  await vi.waitFor(async () => expect(await readText()).toBe("Good morning"), 10_000);
});
