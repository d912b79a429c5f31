import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import pg from "pg";
import { systemNamespace } from "./names.ts";
import type { ClusterPlatform } from "./platform-on-cluster.ts";

/** Asks the trial's PostgreSQL for modules, as its administrator, through the API server. */
export async function askModulesDatabase<Row extends pg.QueryResultRow>(
  platform: ClusterPlatform,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const secret = [
    "get",
    "secret",
    "trial-postgresql",
    "--namespace",
    systemNamespace,
    "-o",
    "jsonpath={.data.modules-url}",
  ];
  const url = new URL(Buffer.from(await platform.kubectl(...secret), "base64").toString());
  const forward = await forwardPort(platform, "pod/trial-postgresql-modules-0", 5432);
  url.hostname = "127.0.0.1";
  url.port = String(forward.port);
  const client = new pg.Client({ connectionString: url.href });
  try {
    await client.connect();
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end();
    forward.stop();
  }
}

/** Opens a port of this machine that leads to one of a pod or Service, by kubectl; no network policy stands in its way. */
export async function forwardPort(
  { addresses }: ClusterPlatform,
  target: string,
  port: number,
  namespace = systemNamespace,
) {
  const words = [
    "--kubeconfig",
    addresses.kubeconfigPath,
    "port-forward",
    target,
    `:${port}`,
    "--namespace",
    namespace,
  ];
  const child = spawn(addresses.kubectl, words, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const localPort = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      const found = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (found) resolve(Number(found));
    });
    child.once("exit", () => reject(new Error(`kubectl port-forward ${target} ended: ${said}`)));
  });
  return { port: localPort, stop: () => void child.kill() };
}
