import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type ApiServer, startApiServer } from "@tochka-rosta/api-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findKubectl } from "@tochka-rosta/testing";
import { useGiven } from "./given.ts";

const kubectl = await findKubectl(process.env["KUBECTL"]);
if (kubectl === null) console.log("  kubectl 1.36 is not to be had here: tests of a given cluster are skipped");

let folder = "";
let server: ApiServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "given-test-"));
  server = await startApiServer({ dataDirectory: join(folder, "data") });
  await writeFile(join(folder, "kubeconfig"), server.kubeconfig, { mode: 0o600 });
}, 400_000);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const call = async (kubeconfig: string, ...words: string[]) =>
  (await promisify(execFile)(kubectl ?? "", ["--kubeconfig", kubeconfig, ...words])).stdout;

describe.skipIf(kubectl === null)("a cluster that is given by its kubeconfig", () => {
  const use = (kubeconfigPath: string) => useGiven({ kubeconfigPath, kubectl: kubectl ?? "", loadCommand: undefined });

  test("is refused until it says that it is for tests, then described by what it says", async () => {
    const kubeconfig = join(folder, "kubeconfig");
    const advice = /does not say that it is for tests.*create configmap tochka-rosta-test-cluster/;
    await expect(use(kubeconfig)).rejects.toThrow(advice);
    const marker = ["--namespace", "kube-system", "create", "configmap", "tochka-rosta-test-cluster"];
    await call(kubeconfig, ...marker, "--from-literal=ingressHost=10.0.0.9", "--from-literal=ingressHttpsPort=8443");

    const cluster = await use(kubeconfig);
    expect(cluster.ingress).toEqual({
      host: "10.0.0.9",
      httpsPort: 8443,
      httpPort: 80,
      className: "traefik",
      namespace: "traefik",
    });
    await cluster.stop();
  });

  test("is still the one that was asked when somebody switches contexts, and its copied credentials go with the run", async () => {
    const shared = join(folder, "shared");
    await writeFile(shared, await readFile(join(folder, "kubeconfig")), { mode: 0o600 });
    const cluster = await use(shared);

    await call(shared, "config", "set-cluster", "production", "--server=https://127.0.0.1:1");
    const user = await call(shared, "config", "view", "-o", "jsonpath={.users[0].name}");
    await call(shared, "config", "set-context", "production", "--cluster=production", `--user=${user}`);
    await call(shared, "config", "use-context", "production");
    await expect(call(shared, "get", "namespaces")).rejects.toThrow("127.0.0.1:1");
    expect(await call(cluster.kubeconfigPath, "get", "namespaces", "-o", "name")).toContain("namespace/kube-system");

    expect((await stat(cluster.kubeconfigPath)).mode & 0o077).toBe(0);
    await cluster.stop();
    expect(existsSync(cluster.kubeconfigPath)).toBe(false);
  });
});
