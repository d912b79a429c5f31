import { readFile } from "node:fs/promises";
import { createClient, createMetrics, loadConfig, podIdentity } from "@tochka-rosta/controller-runtime";
import { describeError } from "@tochka-rosta/service/errors";
import { createLog } from "@tochka-rosta/service/log";
import { runProgram } from "@tochka-rosta/service/program";
import { SettingsError } from "@tochka-rosta/service/settings";
import { readDatabaseServers, type DatabaseServerSettings } from "./database-servers.ts";
import { readPlatformKeys } from "./module-instance/keys.ts";
import { createOperator } from "./operator.ts";
import { readConfig, type Settings } from "./settings.ts";
import { readRegistryFile } from "./tenant/registry-secret.ts";

/** Work under way may take the manager's 30 s; the pod's grace period ends then too. */
const stopMilliseconds = 29_000;

const [command, ...words] = process.argv.slice(2);

await runProgram(
  async () => {
    const settings = readConfig(process.env);
    const { registryFile } = settings.modulePods;
    if (registryFile !== undefined) {
      await readRegistryFile(registryFile).catch((error: unknown) => {
        throw new SettingsError([describeError(error)]);
      });
    }
    if (settings.platformKeysFile !== undefined) {
      await readPlatformKeys(settings.platformKeysFile).catch((error: unknown) => {
        throw new SettingsError([describeError(error)]);
      });
    }
    const servers = readDatabaseServers(await readFile(settings.databaseServersFile, "utf8").catch(() => ""));

    if (command === "plan") process.exit(await plan(settings, servers));
    if (command !== undefined) {
      throw new SettingsError([`${command}: is not a command; without one the operator runs, "plan -f FILE" plans`]);
    }

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
        ...podIdentity(settings.podName, settings.podUid),
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

/** What `operator plan` ends with: 0, or 1 and the reason on standard error. */
async function plan(settings: Settings, servers: readonly DatabaseServerSettings[]): Promise<number> {
  const { runPlanCommand } = await import("./plan-command/command.ts");
  const print = (text: string): void => void process.stdout.write(text);
  const complain = (text: string): void => void process.stderr.write(`${text}\n`);
  return runPlanCommand({ words, settings, servers, env: process.env, print, complain });
}
