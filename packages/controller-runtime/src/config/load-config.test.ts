import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { fileToken } from "./credentials.ts";
import { loadConfig } from "./load-config.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubeconfig-"));
});

afterEach(() => rm(folder, { recursive: true }));

interface Parts {
  cluster?: object;
  user?: object;
  context?: object;
}

/** JSON is YAML. */
async function writeKubeconfig({ cluster = {}, user = {}, context = {} }: Parts): Promise<string> {
  const path = join(folder, "config");
  const document = {
    "current-context": "here",
    clusters: [{ name: "c", cluster: { server: "https://api.example:6443/", ...cluster } }],
    users: [{ name: "u", user }],
    contexts: [
      { name: "here", context: { cluster: "c", user: "u", ...context } },
      { name: "there", context: { cluster: "c", user: "u", namespace: "far" } },
    ],
  };
  await writeFile(path, JSON.stringify(document));
  return path;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

test("reads server, certificates given in place, and the context's namespace", async () => {
  const kubeconfigPath = await writeKubeconfig({
    cluster: { "certificate-authority-data": base64("CA"), "tls-server-name": "kubernetes" },
    user: { "client-certificate-data": base64("CERT"), "client-key-data": base64("KEY") },
    context: { namespace: "shop" },
  });
  const config = await loadConfig({ kubeconfigPath });
  expect(config).toMatchObject({
    server: "https://api.example:6443",
    caPem: "CA",
    certificatePem: "CERT",
    privateKeyPem: "KEY",
    tlsServerName: "kubernetes",
    namespace: "shop",
    insecureSkipTlsVerify: false,
  });
  expect(await config.credentials.authorization()).toBeUndefined();
});

test("paths in a kubeconfig are relative to it", async () => {
  await writeFile(join(folder, "ca.pem"), "CA from a file");
  await writeFile(join(folder, "token"), "from-a-file\n");
  const kubeconfigPath = await writeKubeconfig({
    cluster: { "certificate-authority": "ca.pem" },
    user: { tokenFile: "token" },
  });
  const config = await loadConfig({ kubeconfigPath });
  expect(config.caPem).toBe("CA from a file");
  expect(await config.credentials.authorization()).toBe("Bearer from-a-file");
});

test("another context can be asked for", async () => {
  const kubeconfigPath = await writeKubeconfig({ user: { token: "t" } });
  const config = await loadConfig({ kubeconfigPath, context: "there" });
  expect([config.namespace, await config.credentials.authorization()]).toEqual(["far", "Bearer t"]);
  await expect(loadConfig({ kubeconfigPath, context: "nowhere" })).rejects.toThrow('no context "nowhere"');
});

test.for([{ "auth-provider": { name: "gcp" } }, { username: "admin", password: "x" }])(
  "authentication that is not supported is refused, not left out: %j",
  async (user) => {
    await expect(loadConfig({ kubeconfigPath: await writeKubeconfig({ user }) })).rejects.toThrow("is not supported");
  },
);

test("a pod finds everything in its service account", async () => {
  await writeFile(join(folder, "ca.crt"), "CA");
  await writeFile(join(folder, "namespace"), "system");
  await writeFile(join(folder, "token"), "pod-token");
  const env = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" };
  const config = await loadConfig({ env, serviceAccountFolder: folder });
  expect(config).toMatchObject({ server: "https://[fd00::1]:443", caPem: "CA", namespace: "system" });
  expect(await config.credentials.authorization()).toBe("Bearer pod-token");
});

test("neither a kubeconfig nor a pod is one clear sentence", async () => {
  await expect(loadConfig({ env: {} })).rejects.toThrow("no API server: KUBECONFIG is not set and this is not a pod");
});

test("a token in a file is read again after a minute, and at once after a refusal", async () => {
  let now = 0;
  const path = join(folder, "token");
  await writeFile(path, "one");
  const credentials = fileToken(path, () => now);
  const tokens = [await credentials.authorization()];
  await writeFile(path, "two");
  tokens.push(await credentials.authorization());
  now = 60_001;
  tokens.push(await credentials.authorization());
  await writeFile(path, "three");
  credentials.invalidate();
  tokens.push(await credentials.authorization());
  expect(tokens).toEqual(["Bearer one", "Bearer one", "Bearer two", "Bearer three"]);
});

test("a plug-in is run once for many callers at a time, with the cluster and its settings", async () => {
  const plugin = join(folder, "plugin.sh");
  await writeFile(
    plugin,
    `#!/bin/sh
echo "$KUBERNETES_EXEC_INFO $1 $STAGE" >> "${folder}/runs"
echo '{"kind":"ExecCredential","status":{"token":"from-plugin","clientCertificateData":"C","clientKeyData":"K"}}'
`,
  );
  await chmod(plugin, 0o755);
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: "./plugin.sh",
    args: ["get-token"],
    env: [{ name: "STAGE", value: "test" }],
    provideClusterInfo: true,
  };
  const kubeconfigPath = await writeKubeconfig({ user: { exec } });
  const config = await loadConfig({ kubeconfigPath, env: { PATH: process.env["PATH"] } });
  expect([config.certificatePem, config.privateKeyPem]).toEqual(["C", "K"]);
  const tokens = await Promise.all(Array.from({ length: 10 }, () => config.credentials.authorization()));
  expect(new Set(tokens)).toEqual(new Set(["Bearer from-plugin"]));
  const runs = (await readFile(join(folder, "runs"), "utf8")).trim().split("\n");
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatch(/"server":"https:\/\/api.example:6443\/?".* get-token test$/);
});

test("a plug-in that fails is named in the error", async () => {
  const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "/bin/false" };
  const kubeconfigPath = await writeKubeconfig({ user: { exec } });
  await expect(loadConfig({ kubeconfigPath })).rejects.toThrow("/bin/false");
});
