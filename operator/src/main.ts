import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createClient, createMetrics, loadConfig } from "@tochka-rosta/controller-runtime";
import { describeError } from "@tochka-rosta/service/errors";
import { createLog } from "@tochka-rosta/service/log";
import { runProgram } from "@tochka-rosta/service/program";
import { SettingsError } from "@tochka-rosta/service/settings";
import { readDatabaseServers } from "./database-servers.ts";
import { createOperator } from "./operator.ts";
import { readConfig } from "./settings.ts";
import { readRegistryFile } from "./tenant/registry-secret.ts";

/** Work under way may take the manager's 30 s; the pod's grace period ends then too. */
const stopMilliseconds = 29_000;

await runProgram(
  async () => {
    const settings = readConfig(process.env);
    const { registryFile } = settings.modulePods;
    if (registryFile !== undefined) {
      await readRegistryFile(registryFile).catch((error: unknown) => {
        throw new SettingsError([describeError(error)]);
      });
    }
    const servers = readDatabaseServers(await readFile(settings.databaseServersFile, "utf8").catch(() => ""));

    const log = createLog({ level: settings.logLevel, base: { name: "operator" } });
    const metrics = createMetrics();
    const config = await loadConfig({ kubeconfigPath: settings.kubeconfigPath, env: process.env });
    const client = createClient({ config, log, metrics });
    const operator = createOperator({
      settings,
      servers,
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

    log.info({ domain: settings.domain, servers: servers.length }, "operator is starting");
    const stop = new AbortController();
    const running = operator.run(stop.signal);
    running.catch((error: unknown) => {
      // A lost lease, too: a new process starts from what the cluster holds, not from what this one remembers.
      log.fatal({ error: describeError(error) }, "operator ends");
      process.exit(1);
    });
    return async () => {
      stop.abort();
      await running;
      await client.close();
      log.info({}, "operator has stopped");
    };
  },
  { stopMilliseconds },
);
