import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { callTool } from "@tochka-rosta/testing";
import { resultsFolder } from "./results.ts";
import type { Tools } from "./install-chart.ts";

/** Keeps what a person would ask the cluster first when something went wrong: objects, events, the logs of every pod. */
export async function keepDiagnostics(suite: string, { kubectl, kubeconfigPath }: Omit<Tools, "helm">): Promise<void> {
  const folder = join(resultsFolder, "..", suite);
  const request = async (...words: string[]) =>
    (await callTool(kubectl, ["--kubeconfig", kubeconfigPath, ...words], { timeoutSeconds: 30 })).output;
  const keep = (file: string, text: string) => writeFile(join(folder, file), text);
  await mkdir(join(folder, "logs"), { recursive: true });
  const kinds = "all,ingresses,networkpolicies,persistentvolumeclaims,jobs,tenants,moduleinstances,hostclaims";
  await keep("objects.txt", await request("get", kinds, "--all-namespaces", "-o", "wide"));
  await keep("tenants.txt", await request("describe", "tenants,moduleinstances", "--all-namespaces"));
  await keep("pods.txt", await request("describe", "pods", "--all-namespaces"));
  await keep("events.txt", await request("get", "events", "--all-namespaces", "--sort-by=.lastTimestamp"));
  const columns = "custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name";
  const pods = await request("get", "pods", "--all-namespaces", "--no-headers", "-o", columns);
  for (const line of pods.split("\n")) {
    const [namespace, name] = line.trim().split(/\s+/);
    if (!namespace || !name) continue;
    const log = await request("logs", name, "--namespace", namespace, "--all-containers", "--prefix", "--tail=2000");
    await keep(join("logs", `${namespace}.${name}.log`), log);
  }
}
