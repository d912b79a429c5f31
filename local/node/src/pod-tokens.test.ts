import { mkdtemp, rm, writeFile } from "node:fs/promises";
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
import { waitFor } from "@tochka-rosta/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { namespaces, pods, serviceAccounts, type Pod } from "./cluster/resources.ts";
import { startVirtualNode, type VirtualNode } from "./virtual-node.ts";

/** Says on its first line what its token is. */
const program = `
import { readFileSync } from "node:fs";
console.log(readFileSync(process.env.TOKEN_FILE, "utf8"));
setInterval(() => undefined, 1_000);
`;

interface TokenReview extends KubernetesObject {
  readonly spec: { readonly token: string; readonly audiences: readonly string[] };
  readonly status?: object;
}
const tokenReviews = defineResource<TokenReview>({
  group: "authentication.k8s.io",
  version: "v1",
  plural: "tokenreviews",
  kind: "TokenReview",
  namespaced: false,
});

const namespace = "n";
let directory = "";
let apiServer: ApiServer;
let client: Client;
let node: VirtualNode;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "node-tokens-"));
  await writeFile(join(directory, "program.mjs"), program);
  apiServer = await startApiServer({ dataDirectory: join(directory, "api") });
  await writeFile(join(directory, "kubeconfig"), apiServer.kubeconfig, { mode: 0o600 });
  client = createClient({ config: await loadConfig({ kubeconfigPath: join(directory, "kubeconfig") }) });
  await client.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const findImage = async () => ({ entry: join(directory, "program.mjs"), nodeOptions: [] });
  node = await startVirtualNode({ client, findImage, podsDirectory: join(directory, "pods") });
});

afterEach(async () => {
  await node.stop();
  await client.close();
  await apiServer.stop();
  await rm(directory, { recursive: true });
});

function buildPod(name: string, audience: string): Pod {
  const serviceAccountToken = { audience, expirationSeconds: 600, path: "token" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace },
    spec: {
      serviceAccountName: "module-web",
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      volumes: [{ name: "door", projected: { sources: [{ serviceAccountToken }] } }],
      containers: [
        {
          name: "web",
          image: "web:1",
          env: [{ name: "TOKEN_FILE", value: "/door/token" }],
          volumeMounts: [{ name: "door", mountPath: "/door" }],
        },
      ],
    },
  };
}

async function readToken(pod: string): Promise<string | undefined> {
  for await (const line of node.readLog({ namespace, pod }) ?? []) if (line.trim() !== "") return line.trim();
  return undefined;
}

/** What the API server says of a token for the door. */
async function reviewToken(token: string): Promise<object | undefined> {
  const apiVersion = "authentication.k8s.io/v1";
  const spec = { token, audiences: ["egress"] };
  return (await client.create(tokenReviews, { apiVersion, kind: "TokenReview", metadata: { name: "" }, spec })).status;
}

it("gives a pod a token of its own account for whom its volume says, which ends with the pod", async () => {
  // The pod waits for its account, as it does for a Secret.
  const pod = await client.create(pods, buildPod("first", "egress"));
  await client.create(serviceAccounts, {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "module-web", namespace },
  });
  const token = await waitFor("the token", () => readToken("first"));
  expect(await reviewToken(token)).toMatchObject({
    authenticated: true,
    user: { username: `system:serviceaccount:${namespace}:module-web` },
  });
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as object;
  expect(claims).toMatchObject({
    aud: ["egress"],
    "kubernetes.io": { namespace, pod: { name: "first", uid: pod.metadata.uid } },
  });

  await client.create(pods, buildPod("second", "other"));
  const foreign = await waitFor("the other token", () => readToken("second"));
  expect(await reviewToken(foreign)).toEqual({ authenticated: false });

  await client.delete(pods, pod.metadata, { uid: pod.metadata.uid ?? "" });
  await waitFor("the pod's end", async () => ((await client.get(pods, pod.metadata)) ? undefined : true));
  expect(await reviewToken(token)).toEqual({ authenticated: false });
});
