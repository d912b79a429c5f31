import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, loadConfig, type Client } from "@tochka-rosta/controller-runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startApiServer, type ApiServer } from "@tochka-rosta/api-server";
import {
  deployments,
  endpointSlices,
  namespaces,
  pods,
  secrets,
  services,
  type Deployment,
  type EndpointSlice,
  type Pod,
} from "./cluster/resources.ts";
import { identifyProcess, isRunning, waitFor } from "@tochka-rosta/testing";
import { readImageTable } from "./kubelet/image-table.ts";
import { startVirtualNode, type VirtualNode } from "./virtual-node.ts";

const program = `
import { createServer } from "node:http";
console.log("version", process.env.VERSION);
createServer((request, response) => response.end(process.env.VERSION)).listen(Number(process.env.PORT), process.env.HOST);
`;

const fieldManager = "test";
const namespace = "n";
let directory = "";
let apiServer: ApiServer;
let client: Client;
let node: VirtualNode | undefined;

async function startNode(): Promise<void> {
  const findImage = readImageTable(join(directory, "images.json"), directory);
  node = await startVirtualNode({ client, findImage, podsDirectory: join(directory, "pods") });
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "node-"));
  await writeFile(join(directory, "program.mjs"), program);
  await writeFile(join(directory, "images.json"), JSON.stringify({ "web:1": { entry: "program.mjs" } }));
  apiServer = await startApiServer({ dataDirectory: join(directory, "api") });
  await writeFile(join(directory, "kubeconfig"), apiServer.kubeconfig, { mode: 0o600 });
  client = createClient({ config: await loadConfig({ kubeconfigPath: join(directory, "kubeconfig") }) });
  await client.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  await startNode();
});

afterEach(async () => {
  await node?.stop();
  await client.close();
  await apiServer.stop();
  await rm(directory, { recursive: true });
});

function buildDeployment(version: string, image = "web:1", replicas = 1): Deployment {
  const labels = { app: "web" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "web",
              image,
              env: [{ name: "VERSION", value: version }],
              ports: [{ name: "http", containerPort: 8080 }],
              readinessProbe: { httpGet: { path: "/", port: "http" }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  };
}

async function deploy(version: string, image?: string, replicas?: number): Promise<void> {
  await client.apply(deployments, buildDeployment(version, image, replicas), { fieldManager });
}

async function expose(): Promise<void> {
  const spec = { selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: "http" }] };
  const metadata = { name: "web", namespace };
  await client.apply(services, { apiVersion: "v1", kind: "Service", metadata, spec }, { fieldManager });
}

/** Waits for the node to do its part. */
const until = <T>(probe: () => Promise<T | undefined | false>) => waitFor("the cluster to follow", probe);

const listPods = () => client.list(pods, { namespace });
const portsOf = (slices: readonly EndpointSlice[]) => slices.flatMap(({ ports = [] }) => ports.map(({ port }) => port));

function isAvailable(replicas: number): () => Promise<boolean> {
  return async () => {
    const { metadata, status } = (await client.get(deployments, { namespace, name: "web" })) ?? {};
    const isCurrent = status?.observedGeneration === metadata?.generation;
    return (
      isCurrent &&
      status?.availableReplicas === replicas &&
      status.updatedReplicas === replicas &&
      status.replicas === replicas
    );
  };
}

async function request(): Promise<string> {
  const [port] = portsOf(await client.list(endpointSlices, { namespace }));
  return (await fetch(`http://127.0.0.1:${port ?? 0}/`)).text();
}

function pidOf(pod: Readonly<Pod>): number {
  return Number(pod.status?.containerStatuses?.[0]?.containerID?.replace("local://", ""));
}

describe("the virtual node", () => {
  it("turns a deployment into running programs that its service leads to, each on its own port", async () => {
    await deploy("one", "web:1", 2);
    await expose();
    await until(isAvailable(2));
    const slices = await until(async () => {
      const all = await client.list(endpointSlices, { namespace });
      return all.length === 2 && all;
    });
    expect(new Set(portsOf(slices)).size).toBe(2);
    expect(await request()).toBe("one");
  });

  it("rolls a change out, and the endpoints follow", async () => {
    await deploy("one");
    await expose();
    await until(isAvailable(1));
    const [before] = await listPods();
    await deploy("two");
    await until(async () => (await request().catch(() => "")) === "two");
    await until(async () => (await listPods()).every(({ metadata }) => metadata.uid !== before?.metadata.uid));
    expect(await client.list(endpointSlices, { namespace })).toHaveLength(1);
  });

  it("starts a changed program again in the same pod, on the same port", async () => {
    await deploy("one");
    await expose();
    await until(isAvailable(1));
    await until(async () => (await request().catch(() => "")) === "one");
    const [before] = await listPods();
    const [port] = portsOf(await client.list(endpointSlices, { namespace }));
    await writeFile(join(directory, "program.mjs"), program.replace("end(", "end('changed ' + "));
    expect((await node?.restart("web:1", 2))?.map(({ isReady }) => isReady)).toEqual([true]);
    await until(async () => (await request().catch(() => "")) === "changed one");
    const [after] = await listPods();
    expect(after?.metadata.uid).toBe(before?.metadata.uid);
    expect(portsOf(await client.list(endpointSlices, { namespace }))).toEqual([port]);
    expect(await node?.restart("other:1", 2)).toEqual([]);
  });

  it("reports a changed program that ends, and starts the next one without waiting for the back-off", async () => {
    await deploy("one");
    await until(isAvailable(1));
    await writeFile(join(directory, "program.mjs"), "throw new Error('broken');");
    expect((await node?.restart("web:1", 2))?.map(({ isReady }) => isReady)).toEqual([false]);
    await until(async () => (await listPods())[0]?.status?.containerStatuses?.[0]?.state.waiting !== undefined);
    for (let attempt = 0; attempt < 3; attempt += 1) await node?.restart("web:1", 2);
    await writeFile(join(directory, "program.mjs"), program);
    expect((await node?.restart("web:1", 2))?.map(({ isReady }) => isReady)).toEqual([true]);
  });

  it("says ImagePullBackOff for an unknown image, and starts it once the table knows it", async () => {
    await deploy("one", "new:1");
    await until(async () => {
      const [pod] = await listPods();
      return pod?.status?.containerStatuses?.[0]?.state.waiting?.reason === "ImagePullBackOff";
    });
    await writeFile(join(directory, "images.json"), JSON.stringify({ "new:1": { entry: "program.mjs" } }));
    await until(isAvailable(1));
  });

  it("waits for a secret and goes on when it comes", async () => {
    const deployment = buildDeployment("one");
    const [container] = deployment.spec.template.spec.containers;
    container?.env?.push({ name: "SECRET", valueFrom: { secretKeyRef: { name: "s", key: "k" } } });
    await client.apply(deployments, deployment, { fieldManager });
    await until(async () => {
      const [pod] = await listPods();
      return pod?.status?.containerStatuses?.[0]?.state.waiting?.reason === "CreateContainerConfigError";
    });
    const data = { k: btoa("v") };
    await client.create(secrets, { apiVersion: "v1", kind: "Secret", metadata: { name: "s", namespace }, data });
    await until(isAvailable(1));
  });

  it("keeps the log of each container", async () => {
    await deploy("one");
    await until(isAvailable(1));
    const [pod] = await listPods();
    const lines: string[] = [];
    for await (const line of node?.readLog({ namespace, pod: pod?.metadata.name ?? "" }) ?? []) lines.push(line);
    expect(lines).toEqual(["version one\n"]);
    expect(node?.readLog({ namespace, pod: pod?.metadata.name ?? "", previous: true })).toBeUndefined();
  });

  it("ends the program of a deleted pod, cleans its folder, and replaces it", async () => {
    await deploy("one");
    await until(isAvailable(1));
    const [pod] = await listPods();
    const program = pod && identifyProcess(pidOf(pod));
    expect(program).toBeDefined();
    await client.delete(pods, { namespace, name: pod?.metadata.name ?? "" }, { uid: pod?.metadata.uid ?? "" });
    await until(async () => (await listPods()).every(({ metadata }) => metadata.uid !== pod?.metadata.uid));
    expect(program && isRunning(program)).toBe(false);
    await until(isAvailable(1));
    expect(await readdir(join(directory, "pods"))).not.toContain(pod?.metadata.uid);
  });

  it("ends everything when it stops, and starts it again the next time", async () => {
    await deploy("one");
    await expose();
    await until(isAvailable(1));
    const [pod] = await listPods();
    const first = pod && identifyProcess(pidOf(pod));
    await node?.stop();
    expect(first && isRunning(first)).toBe(false);
    await startNode();
    await until(async () => (await request().catch(() => "")) === "one");
    const [again] = await listPods();
    expect(again?.metadata.uid).toBe(pod?.metadata.uid);
    expect(again?.status?.containerStatuses?.[0]?.restartCount).toBe(1);
  });

  it("ends programs that an earlier platform left running", async () => {
    await deploy("one");
    await until(isAvailable(1));
    const [pod] = await listPods();
    const left = pod && identifyProcess(pidOf(pod));
    // Another node over the same folder stands for the platform's next start.
    const next = await startVirtualNode({
      client,
      findImage: async () => undefined,
      podsDirectory: join(directory, "pods"),
    });
    await until(async () => left !== undefined && !isRunning(left));
    await next.stop();
  });

  it("goes on after the API server was away", async () => {
    await deploy("one");
    await until(isAvailable(1));
    await apiServer.pause();
    await sleep(300);
    await apiServer.resume();
    await deploy("two");
    await until(isAvailable(1));
  });

  it("writes nothing while nothing happens", async () => {
    await deploy("one");
    await expose();
    await until(isAvailable(1));
    await until(async () => (await client.list(endpointSlices, { namespace })).length === 1);
    await sleep(500);
    apiServer.recordRequests(100);
    await sleep(2_000);
    expect(apiServer.requestLog.filter(({ method }) => method !== "GET")).toEqual([]);
  });
});
