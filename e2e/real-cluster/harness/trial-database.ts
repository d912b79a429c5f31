import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import pg from "pg";
import { systemNamespace } from "./names.ts";
import type { ClusterPlatform } from "./platform-on-cluster.ts";

/** Where a trial's database is told, and whose pod it is in. */
const databases = {
  /** The core's own, as the core itself. */
  core: { secret: "core-database", key: "url", pod: "trial-postgresql-core-0" },
  /** The server of modules, as its administrator. */
  modules: { secret: "trial-postgresql", key: "modules-url", pod: "trial-postgresql-modules-0" },
} as const;

/** Asks a database of the trial's PostgreSQL, through the API server. */
export async function queryDatabase<Row extends pg.QueryResultRow>(
  platform: ClusterPlatform,
  name: keyof typeof databases,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const { secret, key, pod } = databases[name];
  const words = ["get", "secret", secret, "--namespace", systemNamespace, "-o", `jsonpath={.data.${key}}`];
  const url = new URL(Buffer.from(await platform.kubectl(...words), "base64").toString());
  const forward = await forwardPort(platform, `pod/${pod}`, 5432);
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
