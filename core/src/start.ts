import type { FastifyInstance } from "fastify";
import { buildApp } from "./app.ts";
import { createClusterSync, type ClusterSync } from "./cluster/cluster-sync.ts";
import type { Config } from "./config/config.ts";
import { loadSecrets, type Secrets } from "./config/secrets.ts";
import { createContext, type Overrides } from "./create-context.ts";
import { migrate } from "./database/migrate.ts";
import { serveKeys } from "./http/keys-server.ts";
import { serveMetrics } from "./http/metrics-server.ts";
import { scheduleCleaning } from "./features/auth/cleaning.ts";
import { readEndedSessions } from "./features/auth/ended-sessions.ts";
import { followSessionEnds } from "./features/auth/follow-session-ends.ts";
import { seedTariffs } from "./features/billing/initial-tariffs.ts";
import { createLog, type Log } from "@tochka-rosta/service/log";

/** A running core. */
export interface Core {
  readonly app: FastifyInstance;
  readonly url: string;
  /** Ends streams, finishes requests, gives up the lease, closes connections. Repeating it is harmless. */
  stop(): Promise<void>;
}

/** Brings the database up to date, then listens. What was opened is closed again when something on the way fails. */
export async function startCore(
  config: Config,
  options: { readonly env: NodeJS.ProcessEnv; readonly log?: Log; readonly overrides?: Overrides },
): Promise<Core> {
  const log = options.log ?? createLog({ level: config.logLevel });
  const secrets: Secrets = await loadSecrets(config);
  const { applied, newer } = await migrate(secrets.databaseUrl, seedTariffs);
  if (applied.length > 0) log.info({ migrations: applied }, "the database was brought up to date");
  if (newer.length > 0) log.warn({ migrations: newer }, "a newer version has migrated the database");

  const closing: (() => Promise<void>)[] = [];
  const stop = once(async () => {
    for (const close of closing.reverse()) await close();
    log.info("stopped");
  });
  try {
    const { context, sync } = await createContext(config, secrets, log, {
      closing,
      overrides: options.overrides,
      createSync: (parts): ClusterSync => createClusterSync({ ...parts, env: options.env }),
    });
    const app = await buildApp(context);
    closing.push(async () => {
      context.streams.stopAll();
      await app.close();
    });
    if (config.metricsPort !== undefined) {
      const server = await serveMetrics(context.metrics, { host: config.host, port: config.metricsPort });
      closing.push(() => server.stop());
    }
    if (config.keysPort !== undefined) {
      const listen = { host: config.host, port: config.keysPort };
      const server = await serveKeys(context.tokens.publicKeys, () => readEndedSessions(context), listen);
      closing.push(() => server.stop());
    }
    const url = await app.listen({ host: config.host, port: config.port });
    closing.push(scheduleCleaning(context));
    closing.push(followSessionEnds(context));
    sync.start();
    closing.push(() => sync.stop());
    log.info({ url, redis: config.redisUrl !== undefined, codes: context.codes.delivery }, "the core listens");
    if (config.redisUrl === undefined)
      log.info("no REDIS_URL: counters and messages live in this process, so run one replica");
    return { app, url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
