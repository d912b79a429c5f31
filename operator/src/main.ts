import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import pino from "pino";
import { createClient, createMetrics, describeError, loadConfig } from "@tochka-rosta/controller-runtime";
import { createOperator } from "./operator.ts";
import { readRegistryFile } from "./tenant/registry-secret.ts";
import { readConfig, readDatabaseServers } from "./settings.ts";

const log = pino({
  level: process.env["LOG_LEVEL"] ?? "info",
  base: { name: "operator" },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
});

/** Says what is wrong with the settings, every problem on a line of its own, and ends the process. */
function refuse(problems: readonly string[]): never {
  for (const problem of problems) log.fatal({}, problem);
  process.exit(78); // EX_CONFIG
}

const config = readConfig(process.env);
if ("problems" in config) refuse(config.problems);
const { settings } = config;
const { registryFile } = settings.modulePods;
if (registryFile !== undefined) await readRegistryFile(registryFile).catch((error: unknown) => refuse([String(error)]));
const found = readDatabaseServers(await readFile(settings.databaseServersFile, "utf8").catch(() => ""));
if ("problems" in found) refuse(found.problems);

process.on("unhandledRejection", (error) => {
  log.fatal({ error: describeError(error) }, "unhandled rejection");
  process.exit(1);
});

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());

const metrics = createMetrics();
const cluster = await loadConfig({ kubeconfigPath: settings.kubeconfigPath, env: process.env });
const client = createClient({ config: cluster, log, metrics });
const operator = createOperator({
  settings,
  servers: found.servers,
  client,
  log,
  metrics,
  http: settings.listen,
  leaderElection: {
    namespace: settings.leaseNamespace,
    name: "tochka-rosta-operator",
    identity: `${settings.podName}-${randomUUID().slice(0, 8)}`,
  },
});

try {
  log.info({ domain: settings.domain, servers: found.servers.length }, "operator is starting");
  await operator.run(stop.signal);
  await client.close();
  log.info({}, "operator has stopped");
} catch (error) {
  // Losing the lease, too: a new process is the simplest way to forget all that was believed.
  log.fatal({ error: describeError(error) }, "operator ends");
  process.exit(1);
}
