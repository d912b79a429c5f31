import { createClient, loadConfig, systemClock } from "@tochka-rosta/controller-runtime";
import { createLog } from "@tochka-rosta/service/log";
import { runProgram } from "@tochka-rosta/service/program";

import { sitesOf, watchHostClaims } from "./host-claims.ts";
import { startServer } from "./server.ts";
import { readConfig } from "./settings.ts";

await runProgram(async () => {
  const { kubeconfigPath, dashboardUrl, logLevel, host, port } = readConfig(process.env);
  const log = createLog({ level: logLevel, base: { name: "doorman" } });
  const client = createClient({ config: await loadConfig({ kubeconfigPath, env: process.env }), log });
  const claims = watchHostClaims(client, log);
  const server = await startServer({ sites: sitesOf(claims), dashboardUrl, clock: systemClock }, { host, port });
  claims.start();
  log.info({ port: server.port }, "listening");
  // In this order, so that every visitor who has come gets an answer.
  return async () => {
    await server.stop();
    await claims.stop();
    await client.close();
    log.info({}, "stopped");
  };
});
