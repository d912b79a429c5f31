import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { startApiServer, type ApiServer } from "@tochka-rosta/api-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { TestApiServer } from "../../testing/test-api-server.ts";
import { createClient } from "../client/create-client.ts";
import type { KubernetesObject, ResourceType } from "../object.ts";
import { loadConfig } from "./load-config.ts";

const namespaces: ResourceType<KubernetesObject> = {
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  namespaced: false,
};

let folder: string;
let apiServer: ApiServer;
/** The local API server's own kubeconfig: TLS with an authority of its own, and a token. */
let own: { clusters: { cluster: Record<string, string> }[]; users: { user: Record<string, string> }[] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubeconfig-"));
  apiServer = await startApiServer({ dataDirectory: join(folder, "api-server"), port: 0 });
  own = parse(apiServer.kubeconfig) as typeof own;
});

afterAll(async () => {
  await apiServer.stop();
  await rm(folder, { recursive: true });
});

/** JSON is YAML. */
async function writeFileOf(name: string, document: object): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify(document));
  return path;
}

async function listNamespaces(kubeconfigPath: string): Promise<(string | undefined)[]> {
  const client = createClient({ config: await loadConfig({ kubeconfigPath, env: process.env }) });
  try {
    return (await client.list(namespaces)).map(({ metadata }) => metadata.name);
  } finally {
    await client.close();
  }
}

test("several files are one, as for kubectl: what is missing is passed over, the first to name a thing wins", async () => {
  const cluster = own.clusters[0]?.cluster;
  const clusters = await writeFileOf("clusters.yaml", {
    "current-context": "here",
    clusters: [{ name: "c", cluster }],
    contexts: [{ name: "here", context: { cluster: "c", user: "u", namespace: "first" } }],
  });
  const users = await writeFileOf("users.yaml", {
    "current-context": "there",
    clusters: [{ name: "c", cluster: { server: "https://another.example" } }],
    users: [{ name: "u", user: own.users[0]?.user }],
    contexts: [{ name: "here", context: { cluster: "c", user: "u", namespace: "second" } }],
  });
  const value = [clusters, join(folder, "missing.yaml"), users].join(delimiter);
  expect(await loadConfig({ kubeconfigPath: value })).toMatchObject({
    server: cluster?.["server"],
    namespace: "first",
  });
  expect(await listNamespaces(value)).toContain("default");
  await expect(loadConfig({ kubeconfigPath: join(folder, "missing.yaml") })).rejects.toThrow("no such kubeconfig file");
});

test("requests go through proxy-url, TLS ending at the API server", async () => {
  const tunnels: (string | undefined)[] = [];
  const proxy = createServer().on("connect", (request, socket, head) => {
    tunnels.push(request.url);
    const [host = "", port] = request.url?.split(":") ?? [];
    const upstream = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    socket.on("error", () => upstream.destroy());
    upstream.on("error", () => socket.destroy());
  });
  const proxyUrl = await listen(proxy);
  try {
    const path = await writeContext("proxied.yaml", { "proxy-url": proxyUrl }, own.users[0]?.user);
    expect(await listNamespaces(path)).toContain("default");
    expect(new Set(tunnels)).toEqual(new Set([new URL(own.clusters[0]?.cluster["server"] ?? "").host]));
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});

test("a proxy of another kind is refused, not gone around", async () => {
  const path = await writeContext("ftp.yaml", { "proxy-url": "ftp://proxy.example" }, own.users[0]?.user);
  await expect(loadConfig({ kubeconfigPath: path })).rejects.toThrow("proxy-url is not supported");
});

test("as, as-uid, as-groups and as-user-extra are asked for with every request", async () => {
  const server = await TestApiServer.start();
  const user = {
    token: "t",
    as: "jane",
    "as-uid": "7",
    "as-groups": ["dev", "ops"],
    "as-user-extra": { "team/a": ["x"] },
  };
  try {
    await listNamespaces(await writeContext("as.yaml", { server: server.config.server }, user));
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: "Bearer t",
      "impersonate-user": "jane",
      "impersonate-uid": "7",
      "impersonate-group": "dev, ops",
      "impersonate-extra-team%2fa": "x",
    });
  } finally {
    await server.stop();
  }
  const groupsOnly = await writeContext("groups.yaml", {}, { token: "t", "as-groups": ["system:masters"] });
  await expect(loadConfig({ kubeconfigPath: groupsOnly })).rejects.toThrow('need a user in "as"');
});

test("an OIDC token that has expired is renewed once with the refresh token, from an issuer with an authority of its own", async () => {
  const issuer = await startIssuer();
  const server = await TestApiServer.start();
  const config = {
    "client-id": "kubectl",
    "id-token": unsignedToken(-60),
    "refresh-token": "refresh-1",
    "idp-issuer-url": issuer.url,
    "idp-certificate-authority-data": own.clusters[0]?.cluster["certificate-authority-data"],
  };
  const user = { "auth-provider": { name: "oidc", config } };
  const kubeconfigPath = await writeContext("oidc.yaml", { server: server.config.server }, user);
  const client = createClient({ config: await loadConfig({ kubeconfigPath }) });
  try {
    for (let call = 0; call < 3; call++) await client.list(namespaces);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array(3).fill(`Bearer ${issuer.idToken}`),
    );
    expect(issuer.refreshes).toEqual(["refresh-1"]);
  } finally {
    await client.close();
    await server.stop();
    issuer.stop();
  }
});

test("an expired OIDC token without a refresh token is said, not left out of requests", async () => {
  const config = { "client-id": "kubectl", "id-token": unsignedToken(-60), "idp-issuer-url": "https://127.0.0.1:1" };
  const path = await writeContext("expired.yaml", {}, { "auth-provider": { name: "oidc", config } });
  const { credentials } = await loadConfig({ kubeconfigPath: path });
  await expect(credentials.authorization()).rejects.toThrow("the OIDC token has expired");
});

function writeContext(name: string, cluster: object, user: object | undefined): Promise<string> {
  return writeFileOf(name, {
    "current-context": "here",
    clusters: [{ name: "c", cluster: { ...own.clusters[0]?.cluster, ...cluster } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "here", context: { cluster: "c", user: "u" } }],
  });
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function unsignedToken(secondsFromNow: number, claims: object = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part({ iat: now, exp: now + secondsFromNow, ...claims })}.${part({ signature: 1 })}`;
}

/** An OpenID provider: discovery and the refresh of a token. It has the local API server's certificate. */
async function startIssuer() {
  const { certificatePem, keyPem } = JSON.parse(
    await readFile(join(folder, "api-server", "credentials.json"), "utf8"),
  ) as { certificatePem: string; keyPem: string };
  const refreshes: (string | null)[] = [];
  const issuer = { url: "", idToken: "", refreshes, stop: () => server.close() };
  const server = createTlsServer({ cert: certificatePem, key: keyPem }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json" });
      if (request.url?.endsWith("openid-configuration")) {
        response.end(
          JSON.stringify({ issuer: issuer.url, token_endpoint: `${issuer.url}/token`, jwks_uri: `${issuer.url}/jwks` }),
        );
        return;
      }
      refreshes.push(new URLSearchParams(Buffer.concat(chunks).toString()).get("refresh_token"));
      const answer = {
        access_token: "a",
        token_type: "Bearer",
        id_token: issuer.idToken,
        refresh_token: "refresh-2",
        expires_in: 600,
      };
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  issuer.idToken = unsignedToken(600, { iss: issuer.url, aud: "kubectl", sub: "jane" });
  return issuer;
}
