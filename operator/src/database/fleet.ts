import type { Clock } from "@tochka-rosta/controller-runtime";
import { chooseServer, type ServerLoad } from "./placement.ts";
import { prepareServer } from "./preparation.ts";
import type { DatabaseServer } from "./server.ts";

/** Every server is at its hard limit. */
export class NoServerLeftError extends Error {
  override readonly name = "NoServerLeftError";
}

/** The server an instance was placed on is not in the settings any more. */
export class UnknownServerError extends Error {
  override readonly name = "UnknownServerError";
}

/** A server was prepared so long ago that databases may have been made on it since which let everybody in. */
const preparationLifetimeMilliseconds = 60 * 60 * 1000;
/** Well below what a scrape of the metrics may take. */
const answerMilliseconds = 3_000;

/** All Postgres servers that module databases are placed on. */
export interface DatabaseFleet {
  /** @throws UnknownServerError */
  get(name: string): DatabaseServer;
  /** Makes the server fit for tenants (see `prepareServer`), unless it was lately. @throws UnknownServerError, ServerOpenError */
  prepare(name: string): Promise<void>;
  /** The server for a new database, by load. @throws NoServerLeftError */
  place(): Promise<string>;
  /** Which servers answer now, for metrics. Settles within seconds, whatever the servers do. */
  listAnswering(): Promise<ReadonlyMap<string, boolean>>;
  close(): Promise<void>;
}

export function createDatabaseFleet(servers: readonly DatabaseServer[], clock: Clock): DatabaseFleet {
  const byName = new Map(servers.map((server) => [server.settings.name, server]));
  const preparations = new Map<string, { startedAt: number; done: Promise<void> }>();

  function get(name: string): DatabaseServer {
    const server = byName.get(name);
    if (server === undefined) throw new UnknownServerError(`there is no database server ${name} in the settings`);
    return server;
  }

  function prepare(server: DatabaseServer): Promise<void> {
    const { name } = server.settings;
    const earlier = preparations.get(name);
    const now = clock.monotonic();
    if (earlier !== undefined && now - earlier.startedAt < preparationLifetimeMilliseconds) return earlier.done;
    const done = prepareServer(server);
    preparations.set(name, { startedAt: now, done });
    done.catch(() => preparations.delete(name)); // The caller gets the error; the next one tries again.
    return done;
  }

  return {
    get,
    prepare: async (name) => prepare(get(name)),
    place: async () => {
      // A server that is away takes no part; the choice is written down before anything is made, so it stays.
      const answers = await Promise.allSettled(servers.map(readLoad));
      const loads = answers.filter((answer) => answer.status === "fulfilled").map(({ value }) => value);
      const failure = answers.find((answer) => answer.status === "rejected");
      if (loads.length === 0 && failure !== undefined) throw failure.reason;
      const chosen = chooseServer(loads);
      if (chosen === undefined) throw new NoServerLeftError("every database server holds as many databases as it may");
      return chosen;
    },
    listAnswering: async () =>
      new Map(
        await Promise.all(
          servers.map(async (server) => [server.settings.name, await isAnswering(server, clock)] as const),
        ),
      ),
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

function isAnswering(server: DatabaseServer, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => resolve(false), answerMilliseconds);
    const settle = (answers: boolean): void => {
      timer.cancel();
      resolve(answers);
    };
    // Why it does not answer, the reconciles of instances say.
    server.query("SELECT 1").then(
      () => settle(true),
      () => settle(false),
    );
  });
}

async function readLoad(server: DatabaseServer): Promise<ServerLoad> {
  const [row] = await server.query<{ databases: number }>(
    `SELECT count(*)::int AS databases FROM pg_catalog.pg_database WHERE datname ~ '^d_[0-9a-f]{32}$'`,
  );
  const { name, softLimit, hardLimit } = server.settings;
  return { name, softLimit, hardLimit, databases: row?.databases ?? 0 };
}
