import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startApiServer, type ApiServer } from "@tochka-rosta/api-server";
import {
  createClient,
  defineResource,
  loadConfig,
  type Client,
  type KubernetesObject,
} from "@tochka-rosta/controller-runtime";
import { createTemporaryFolder, type TemporaryFolder } from "@tochka-rosta/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildDefinition } from "./manifests.ts";
import { moduleKind, type Module } from "./module.ts";
import { apiVersion, group, version } from "./names.ts";

const modules = defineResource<Module>({ group, version, plural: "modules", kind: "Module", namespaced: false });
const definitions = defineResource({
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
});

let folder: TemporaryFolder;
let server: ApiServer;
let client: Client;

beforeAll(async () => {
  folder = await createTemporaryFolder("module-egress");
  server = await startApiServer({ dataDirectory: folder.path });
  const kubeconfigPath = join(folder.path, "kubeconfig");
  await writeFile(kubeconfigPath, server.kubeconfig, { mode: 0o600 });
  client = createClient({ config: await loadConfig({ kubeconfigPath }) });
  await client.apply(definitions, buildDefinition(moduleKind) as unknown as KubernetesObject, { fieldManager: "test" });
});

afterAll(async () => {
  await client.close();
  await server.stop();
  await folder[Symbol.asyncDispose]();
});

function applyWith(hosts: readonly object[]): Promise<Module> {
  const spec = { titles: { ru: "Проба", en: "Trial" }, stage: "ComingSoon", egress: { hosts } };
  const module = { apiVersion, kind: "Module", metadata: { name: "trial" }, spec } as unknown as Module;
  return client.apply(modules, module, { fieldManager: "test" });
}

test("a Module names its hosts, and 443 is the port unless another is named", async () => {
  const { spec } = await applyWith([{ host: "api.example.com" }, { host: "xn--e1afmkfd.xn--p1ai", port: 8443 }]);
  expect(spec.egress?.hosts).toEqual([
    { host: "api.example.com", port: 443 },
    { host: "xn--e1afmkfd.xn--p1ai", port: 8443 },
  ]);
});

test.each([
  ...[
    "127.0.0.1",
    "127.1",
    "1.2.3.0x4",
    "0x7f000001",
    "::1",
    "[::1]",
    "localhost",
    "*.example.com",
    "api.example.com.",
  ],
  ...["https://example.com", "example.com:443", "API.example.com", "пример.рф", "a..b", "-a.example", "a_b.example"],
])("the host %s is refused with what to write", async (host) => {
  await expect(applyWith([{ host }])).rejects.toThrow(/hosts\[0\]\.host.*such as api\.example\.com/);
});

test.each([22, 25, 53, 6443, 10250])("port %i is refused with the reason", async (port) => {
  await expect(applyWith([{ host: "example.com", port }])).rejects.toThrow(/hosts\[0\]\.port.*no tunnel to the ports/);
});

test("more than twenty hosts are refused", async () => {
  const hosts = Array.from({ length: 21 }, (_, index) => ({ host: `api${index}.example.com` }));
  await expect(applyWith(hosts)).rejects.toThrow(/hosts.*Too many/);
});
