import { createClient, describeError, loadConfig } from "@tochka-rosta/controller-runtime";
import pino from "pino";

import { sitesOf, watchHostClaims } from "./host-claims.ts";
import { startServer } from "./server.ts";
import { readConfig } from "./settings.ts";

const log = pino({
  level: process.env["LOG_LEVEL"] ?? "info",
  base: { name: "doorman" },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
});

process.on("unhandledRejection", (error) => {
  log.fatal({ error: describeError(error) }, "unhandled rejection");
  process.exit(1);
});

const config = readConfig(process.env);
if ("problems" in config) {
  for (const problem of config.problems) log.fatal({}, problem);
  process.exit(78); // EX_CONFIG
}
const { kubeconfigPath, dashboardUrl, listen } = config.settings;
const client = createClient({ config: await loadConfig({ kubeconfigPath, env: process.env }), log });
const claims = watchHostClaims(client, log);
const server = await startServer({ sites: sitesOf(claims), dashboardUrl }, listen);
claims.start();
log.info({ port: server.port }, "listening");

/** Ends in order, so that nobody at the door is turned away without an answer. */
async function stop(): Promise<void> {
  await server.stop();
  await claims.stop();
  await client.close();
  log.info({}, "the doorman has gone home");
}
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    stop().catch((error: unknown) => {
      log.fatal({ error: describeError(error) }, "could not stop in order");
      process.exit(1);
    });
  });
}
