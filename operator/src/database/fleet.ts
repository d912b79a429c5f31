import type { Clock, Log } from "@tochka-rosta/controller-runtime";
import { readLoad } from "./load.ts";
import { chooseServer } from "./placement.ts";
import { prepareServer } from "./preparation.ts";
import { ServerProbe, type ServerHealth } from "./server-probe.ts";
import type { DatabaseServer } from "./server.ts";

/** Every server is at its hard limit. */
export class NoServerLeftError extends Error {
  override readonly name = "NoServerLeftError";
}

/** Every server with room for a database is near its limit of connections. */
export class ConnectionsExhaustedError extends Error {
  override readonly name = "ConnectionsExhaustedError";
}

/** The server an instance was placed on is not in the settings any more. */
export class UnknownServerError extends Error {
  override readonly name = "UnknownServerError";
}

/** A server was prepared so long ago that databases may have been made on it since which let everybody in. */
const preparationLifetimeMilliseconds = 60 * 60 * 1000;

/** All Postgres servers that module databases are placed on. */
export interface DatabaseFleet {
  /** @throws UnknownServerError */
  get(name: string): DatabaseServer;
  /** Makes the server fit for tenants (see `prepareServer`), unless it was lately. @throws UnknownServerError, ServerOpenError */
  prepare(name: string): Promise<void>;
  /** The server for a new database, by load. @throws NoServerLeftError, ConnectionsExhaustedError */
  place(): Promise<string>;
  /** The server that has a database of this name; undefined when all say that they have not. @throws what a silent server fails with */
  find(database: string): Promise<string | undefined>;
  /** Whether a server's probe gets no answer. False where it is not known. */
  isUnreachable(name: string): boolean;
  /** What the probes have found out, by server. */
  listHealth(): ReadonlyMap<string, ServerHealth>;
  /** Tells of a server that has become unreachable, or answers again. @returns how to stop it */
  onHealthChange(listener: (server: string) => void): () => void;
  /** Probes every server until the signal aborts. */
  runProbes(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface FleetParts {
  readonly clock: Clock;
  readonly log: Log;
}

export function createDatabaseFleet(servers: readonly DatabaseServer[], { clock, log }: FleetParts): DatabaseFleet {
  const byName = new Map(servers.map((server) => [server.settings.name, server]));
  const preparations = new Map<string, { startedAt: number; done: Promise<void> }>();
  const listeners = new Set<(server: string) => void>();
  const probes = servers.map((server) => {
    const onChange = (): void => listeners.forEach((listener) => listener(server.settings.name));
    return new ServerProbe(server, { clock, log, onChange });
  });

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
    place: () => placeDatabase(servers),
    find: (database) => findDatabase(servers, database),
    isUnreachable: (name) =>
      probes.some(({ server, health }) => server.settings.name === name && health.state === "unreachable"),
    listHealth: () => new Map(probes.map(({ server, health }) => [server.settings.name, health])),
    onHealthChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    runProbes: async (signal) => {
      await Promise.all(probes.map((probe) => probe.run(signal)));
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** A server that does not answer takes no part; the choice is written down before anything is made, so it stays. */
async function placeDatabase(servers: readonly DatabaseServer[]): Promise<string> {
  const answers = await Promise.allSettled(servers.map((server) => readLoad(server, server.settings)));
  const loads = answers.filter((answer) => answer.status === "fulfilled").map(({ value }) => value);
  const failure = answers.find((answer) => answer.status === "rejected");
  if (loads.length === 0 && failure !== undefined) throw failure.reason;
  const chosen = chooseServer(loads);
  if ("server" in chosen) return chosen.server;
  if (chosen.refusal === "full") {
    throw new NoServerLeftError("every database server holds as many databases as it may");
  }
  throw new ConnectionsExhaustedError(
    "every database server with room for a database is near its limit of connections",
  );
}

async function findDatabase(servers: readonly DatabaseServer[], database: string): Promise<string | undefined> {
  const answers = await Promise.allSettled(
    servers.map(async (server) => {
      const rows = await server.query("SELECT FROM pg_catalog.pg_database WHERE datname = $1", [database]);
      return rows.length > 0 ? server.settings.name : undefined;
    }),
  );
  const found = answers.find((answer) => answer.status === "fulfilled" && answer.value !== undefined);
  if (found?.status === "fulfilled") return found.value;
  // It may be on the one that does not answer: nothing is said of it before all have.
  const failure = answers.find((answer) => answer.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  return undefined;
}
