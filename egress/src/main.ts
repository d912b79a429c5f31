import { createClient, createMetrics, loadConfig, systemClock } from "@tochka-rosta/controller-runtime";
import { createLog } from "@tochka-rosta/service/log";
import { runProgram } from "@tochka-rosta/service/program";
import { readConfig } from "./settings.ts";
import { startDoor } from "./start-door.ts";

/** Beyond the wait for tunnels in use, which is a setting: what the servers' own stops may take. */
const longestStopMilliseconds = 310_000;

await runProgram(
  async () => {
    const settings = readConfig(process.env);
    const log = createLog({ level: settings.logLevel, base: { name: "egress" } });
    const metrics = createMetrics();
    const config = await loadConfig({ kubeconfigPath: settings.kubeconfigPath, env: process.env });
    const client = createClient({ config, log, metrics });
    const door = await startDoor(settings, { client, log, clock: systemClock, registry: metrics.registry });
    log.info({ port: door.port, healthPort: door.healthPort }, "listening");
    return async () => {
      await door.stop();
      await client.close();
      log.info({}, "stopped");
    };
  },
  { stopMilliseconds: longestStopMilliseconds },
);
