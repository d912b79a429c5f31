import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { callTool } from "@tochka-rosta/testing";
import type { TestCertificate } from "../../harness/test-certificate.ts";
import { authorityConfigMap, buildChartValues, gatewaySecret } from "./chart-values.ts";
import { release, systemNamespace } from "./names.ts";
import type { ClusterAddresses } from "./provided.ts";
import { resultsFolder } from "./results.ts";

export const chartFolder = join(import.meta.dirname, "../../../charts/tochka-rosta");

/** The programs and the cluster that they speak with. */
export type Tools = Pick<ClusterAddresses, "kubectl" | "helm" | "kubeconfigPath">;

/** What {@link installChart} needs to know. */
export interface Installation {
  readonly tools: Tools;
  readonly ingress: ClusterAddresses["ingress"];
  readonly certificate: TestCertificate;
  /** Where the core finds the SMS gateway, and the secret that it signs with. */
  readonly sms: { readonly url: string; readonly secret: string };
  /** The folder of the chart; today's where absent. */
  readonly chart?: string | undefined;
  readonly log: (line: string) => void;
}

/** Installs the chart as its README tells, and resolves to the values file. @throws Error with helm's output when it fails. */
export async function installChart({ tools, ingress, certificate, sms, chart, log }: Installation): Promise<string> {
  const metadata = (name: string) => ({ name, namespace: systemNamespace });
  await applyObjects(tools, [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: systemNamespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    },
    { apiVersion: "v1", kind: "Secret", metadata: metadata(gatewaySecret), stringData: { secret: sms.secret } },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata(authorityConfigMap),
      data: { "ca.crt": certificate.authority },
    },
  ]);

  const valuesFile = join(resultsFolder, "values.yaml");
  await mkdir(dirname(valuesFile), { recursive: true });
  // JSON is YAML, too.
  await writeFile(valuesFile, JSON.stringify(buildChartValues(ingress, sms.url), undefined, 2));
  log("helm installs the chart …");
  await upgradeChart({ ...tools, valuesFile }, [], chart);
  return valuesFile;
}

/**
 * Brings the release to what this chart and these values say, and waits until everything is up; `settings` are further values, as
 * `--set` takes them.
 */
export async function upgradeChart(
  { valuesFile, ...tools }: Tools & { readonly valuesFile: string },
  settings: readonly string[] = [],
  chart = chartFolder,
): Promise<void> {
  const words = ["upgrade", "--install", release, chart, "--namespace", systemNamespace, "--values", valuesFile];
  const changes = settings.flatMap((setting) => ["--set", setting]);
  await run(tools, "helm", [...words, ...changes, "--wait", "--timeout", "10m"]);
}

/**
 * Tries an upgrade that helm takes back by itself when it does not come up in time, and resolves to whether it did.
 * @param settings further values, as `--set` takes them
 */
export async function tryAtomicUpgrade(
  { valuesFile, ...tools }: Tools & { readonly valuesFile: string },
  settings: readonly string[],
  timeoutSeconds: number,
): Promise<{ readonly isUp: boolean; readonly output: string }> {
  const words = ["--kubeconfig", tools.kubeconfigPath, "upgrade", release, chartFolder, "--namespace", systemNamespace];
  const changes = settings.flatMap((setting) => ["--set", setting]);
  const how = ["--values", valuesFile, ...changes, "--atomic", "--timeout", `${timeoutSeconds}s`];
  const { exitCode, output } = await callTool(tools.helm, [...words, ...how], { timeoutSeconds: 660 });
  return { isUp: exitCode === 0, output };
}

/** Goes back to a revision of the release, the one before where none is given, and waits until everything is up. */
export async function rollbackChart(tools: Tools, revision?: number): Promise<void> {
  const words = ["rollback", release, ...(revision === undefined ? [] : [String(revision)])];
  await run(tools, "helm", [...words, "--namespace", systemNamespace, "--wait", "--timeout", "10m"]);
}

async function applyObjects(tools: Tools, items: readonly object[]): Promise<void> {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  await run(tools, "kubectl", ["apply", "--server-side", "--force-conflicts", "-f", "-"], list);
}

async function run(tools: Tools, program: "kubectl" | "helm", words: readonly string[], input = ""): Promise<void> {
  const all = ["--kubeconfig", tools.kubeconfigPath, ...words];
  const { exitCode, output } = await callTool(tools[program], all, { input, timeoutSeconds: 660 });
  if (exitCode !== 0) throw new Error(`${program} ${words.join(" ")} ended with ${exitCode}:\n${output}`);
}
