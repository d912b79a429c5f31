import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, loadConfig, type Client, type KubernetesObject } from "@tochka-rosta/controller-runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startApiServer, type ApiServer } from "@tochka-rosta/api-server";
import { deployments, ingresses, namespaces, secrets, services } from "@tochka-rosta/node";
import { repositoryRoot } from "../folders.ts";
import { applyObjects, removeOldObjects } from "./apply-objects.ts";
import { findKind } from "./kinds.ts";
import { readObjects } from "./read-objects.ts";

const namespace = "tochka-rosta-system";
let directory = "";
let apiServer: ApiServer;
let client: Client;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "objects-"));
  apiServer = await startApiServer({ dataDirectory: directory });
  const kubeconfigPath = join(directory, "kubeconfig");
  await writeFile(kubeconfigPath, apiServer.kubeconfig, { mode: 0o600 });
  client = createClient({ config: await loadConfig({ kubeconfigPath }) });
  await client.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
});

afterEach(async () => {
  await client.close();
  await apiServer.stop();
  await rm(directory, { recursive: true });
});

function deployment(labels: Record<string, string>, name = "core") {
  const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "i" }] } };
  const spec = { selector: { matchLabels: labels }, template };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace }, spec };
}

function service(name: string, inNamespace = namespace) {
  const metadata = { name, namespace: inNamespace };
  return { apiVersion: "v1", kind: "Service", metadata, spec: { selector: { a: "b" }, ports: [{ port: 80 }] } };
}

const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s", namespace }, data: {} };

const readUid = async (object: KubernetesObject) =>
  (await client.get(findKind(object).resource, object.metadata))?.metadata.uid;

describe("the chart's objects", () => {
  it("are all accepted by the API server, however often", async () => {
    const chart = await readObjects(join(repositoryRoot, "local/platform/manifests/platform.yaml"));
    await applyObjects(client, chart);
    const uids = await Promise.all(chart.map(readUid));
    expect(uids).not.toContain(undefined);
    const revision = async () =>
      Promise.all(chart.map((object) => client.get(findKind(object).resource, object.metadata)));
    const before = await revision();
    await applyObjects(client, chart);
    expect(await revision()).toEqual(before);
  });

  it("of an older chart whose Deployment selects otherwise are replaced, and others changed in place", async () => {
    const old = deployment({ app: "core" });
    await applyObjects(client, [old, service("core")]);
    const [oldDeployment, oldService] = [await readUid(old), await readUid(service("core"))];
    const changed = { ...service("core"), spec: { selector: { a: "c" }, ports: [{ port: 81 }] } };
    await applyObjects(client, [deployment({ app: "core", instance: "tochka-rosta" }), changed]);
    const now = await client.get(deployments, { namespace, name: "core" });
    expect(now?.spec.selector.matchLabels).toEqual({ app: "core", instance: "tochka-rosta" });
    expect(now?.metadata.uid).not.toBe(oldDeployment);
    expect(await readUid(changed)).toBe(oldService);
  });

  it("that hold data are never replaced", async () => {
    await applyObjects(client, [{ ...secret, ...{ type: "Opaque" } }]);
    const uid = await readUid(secret);
    await expect(applyObjects(client, [{ ...secret, ...{ type: "kubernetes.io/tls" } }])).rejects.toThrow("immutable");
    expect(await readUid(secret)).toBe(uid);
  });

  it("that the chart no longer has are removed, and nobody else's", async () => {
    await applyObjects(client, [service("gone"), service("stays"), service("elsewhere", "default"), secret]);
    await client.apply(services, service("theirs"), { fieldManager: "somebody" });
    const ingress = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "gone", namespace } };
    const spec = { defaultBackend: { service: { name: "gone", port: { number: 80 } } } };
    await applyObjects(client, [{ ...ingress, ...{ spec } }]);
    await removeOldObjects(client, namespace, [service("stays")]);
    const left = await client.list(services);
    expect(left.map(({ metadata }) => metadata.name).toSorted()).toEqual(["elsewhere", "stays", "theirs"]);
    expect(await client.list(ingresses)).toEqual([]);
    expect(await client.list(secrets, { namespace })).toHaveLength(1);
  });
});
