import type { AddressInfo } from "node:net";
import { createTokenReader } from "@tochka-rosta/service/egress";
import { logOptions } from "@tochka-rosta/service/log-options";
import type { FastifyInstance, FastifyServerOptions } from "fastify";
import { type Clock, systemClock } from "./clock.ts";
import type { ModuleConfig } from "./config.ts";
import { readDatabaseBinding } from "./database/binding.ts";
import { defaultTimes, openDatabase } from "./database/database.ts";
import { migrate } from "./database/migrations.ts";
import { claimDatabase, sdkSchema } from "./database/sdk-schema.ts";
import type { ModuleDefinition } from "./define-module.ts";
import { buildServer } from "./http/server.ts";
import { openInstanceKeys } from "./keys/instance-keys.ts";
import { ensureTrigramIndexes } from "./lists/trigram-indexes.ts";
import { openLetters } from "./letters/letters.ts";
import { openHttp } from "./outside/open-http.ts";
import { createSite, type Site } from "./site.ts";
import { openLiveIdentity } from "./instance/live-identity.ts";

const RETRY_MILLISECONDS = [100, 200, 500, 1_000, 2_000, 5_000];

export interface RunningModule {
  readonly url: string;
  readonly server: FastifyInstance;
  /** Resolves once the schema is in place. */
  readonly ready: Promise<void>;
  readonly stop: () => Promise<void>;
}

async function prepareDatabase(site: Site, server: FastifyInstance, stopping: AbortSignal): Promise<void> {
  const { definition, database, identity } = site;
  const applied = await migrate(database, [sdkSchema, { scope: definition.name, migrations: definition.migrations }]);
  await claimDatabase(database, identity.current());
  site.life.isReady = true;
  site.letters.sendWaiting();
  server.log.info({ applied }, "ready");
  void site.renewal
    .renewAll(server.log, stopping)
    .catch((error: unknown) => server.log.warn({ err: error }, "earlier pictures wait for the next start"));
  try {
    await ensureTrigramIndexes(database, definition.longLists ?? []);
  } catch (error) {
    server.log.warn({ err: error }, "the indexes for typos could not be made: a search compares every row");
  }
}

/** Tries until it works: a database that is away for a moment must not send the pod into restart back-off. */
async function prepareUntilReady(site: Site, server: FastifyInstance, stopping: AbortSignal): Promise<void> {
  for (let attempt = 0; !stopping.aborted; attempt += 1) {
    try {
      return await prepareDatabase(site, server, stopping);
    } catch (error) {
      if (stopping.aborted) return;
      server.log.error({ err: error, attempt }, "the database could not be prepared");
      const delay = RETRY_MILLISECONDS[Math.min(attempt, RETRY_MILLISECONDS.length - 1)] ?? 0;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, delay);
        stopping.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
      });
    }
  }
}

/**
 * Starts a module: listens at once (health says 503), prepares the database, then serves.
 * @param logger Fastify's logger setting; left out, logs go to stdout
 * @param clock left out, the machine's own
 * @throws Error when the instance file or the binding cannot be read, or the port is taken
 */
export async function startModule(
  definition: ModuleDefinition,
  config: ModuleConfig,
  logger?: FastifyServerOptions["logger"],
  clock: Clock = systemClock,
): Promise<RunningModule> {
  const holder: { server?: FastifyInstance } = {};
  const identity = await openLiveIdentity(
    config.instanceFile,
    (problem) => holder.server?.log.warn({ problem }, "the instance file cannot be read"),
    clock,
  );
  const database = openDatabase(
    await readDatabaseBinding(config.databaseBindingDirectory),
    (error) => holder.server?.log.warn({ reason: error.message }, "a database connection was lost"),
    { ...defaultTimes, idle: config.limits.databaseIdleMilliseconds },
  );
  const letters = openLetters({
    database,
    clock,
    door: config.egress && { url: config.egress.url, readToken: createTokenReader(config.egress.tokenFile) },
    origin: () => identity.current().origin,
    log: { warn: (fields, message) => holder.server?.log.warn(fields, message) },
  });
  const keys = openInstanceKeys(config.keysFile, identity);
  const http = openHttp(config.egress);
  const site = createSite(definition, { identity, database, keys, clock, limits: config.limits, letters, http });
  const { tenant, instance } = identity.current();
  const server = await buildServer(
    site,
    logger ?? logOptions(config.logLevel, { module: definition.name, tenant, instance }),
  );
  holder.server = server;
  const stopping = new AbortController();
  // Connecting takes as long as listening: both begin now.
  const ready = prepareUntilReady(site, server, stopping.signal);
  const url = await server.listen({ host: config.host, port: config.port });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: config.port === 0 ? `http://127.0.0.1:${port}` : url,
    server,
    ready,
    stop: async () => {
      stopping.abort();
      await server.close();
      await ready;
      await site.uploads.close();
      await letters.stop();
      http.close();
      await database.close();
    },
  };
}
