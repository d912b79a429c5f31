import type { Client, ClientConfig, Pool, PoolClient } from "pg";
import type { Log } from "@tochka-rosta/controller-runtime";
import { buildTls } from "@tochka-rosta/postgres/connection";
import { sqlState, sqlStates } from "@tochka-rosta/postgres/errors";
import type { DatabaseServerSettings } from "../database-servers.ts";
import type { Queryable, Session, Statement } from "./session.ts";

/** A connection that its caller keeps. */
export interface OwnConnection extends Queryable {
  close(): Promise<void>;
}

/** A Postgres server that module databases are placed on, seen through the provisioner's role. */
export interface DatabaseServer extends Queryable {
  readonly settings: DatabaseServerSettings;
  /** Lends a connection to `work`. After an error it is closed, so that no lock outlives the work. */
  withSession<R>(work: (session: Session) => Promise<R>): Promise<R>;
  /** Opens a connection of its own to another database, for `work` only. */
  withDatabase<R>(database: string, work: (session: Session) => Promise<R>): Promise<R>;
  /** Opens a connection to keep. Its questions fail after seconds, where the server does not answer. */
  openConnection(): Promise<OwnConnection>;
  /** Logs in as somebody and out again: "refused" when the server knows no such user with this password. */
  tryLogin(login: { user: string; password: string; database: string }): Promise<"accepted" | "refused">;
  close(): Promise<void>;
}

export interface DatabaseServerOptions {
  readonly settings: DatabaseServerSettings;
  /** Reads the provisioner's password, at every connect, so that it can be changed while we run. */
  readonly readPassword: () => Promise<string>;
  readonly log: Log;
  /** Told of every statement that changed something, after it ran. */
  readonly onStatement?: ((server: string, statement: Statement) => void) | undefined;
}

const connectTimeoutMilliseconds = 5_000;
/** Of a question on a connection of one's own: a catalogue answers in milliseconds. */
const ownQuestionMilliseconds = 3_000;
/** A DROP waits for a checkpoint: 13 s were seen after many creations. */
const statementTimeoutMilliseconds = 60_000;
const idleTimeoutMilliseconds = 10_000;
const maxConnections = 5;

/** Connects when first asked; `pg` itself is loaded only then, which an idle operator does not pay for. */
export function createDatabaseServer(options: DatabaseServerOptions): DatabaseServer {
  const { settings, log, onStatement } = options;
  let pool: Pool | undefined;
  let known: Promise<string | undefined> | undefined;
  const buildConfig = async (database: string): Promise<ClientConfig> => {
    known ??= learnOptions(connectionOptions(options, settings.database)).catch((error: unknown) => {
      known = undefined; // The server was away: the next question tries again.
      throw error;
    });
    return { ...connectionOptions(options, database), options: await known };
  };
  const getPool = async (): Promise<Pool> => {
    const config = await buildConfig(settings.database);
    const { Pool } = await loadDriver();
    return (pool ??= openPool(
      new Pool({ ...config, max: maxConnections, idleTimeoutMillis: idleTimeoutMilliseconds }),
    ));
  };
  const openPool = (opened: Pool): Pool => {
    // Without listeners a connection that the server ends would end this process. The pool's own is for idle ones only.
    opened.on("error", (error) => log.warn({ server: settings.name, error: error.message }, "idle connection ended"));
    opened.on("connect", (client) => client.on("error", () => undefined)); // The statement in flight, or the next, rejects.
    return opened;
  };
  const asSession = (client: Client | PoolClient): Session => ({
    query: (text, values) => query(client, text, values),
    run: async (statement) => {
      await client.query(statement.text);
      onStatement?.(settings.name, statement);
    },
  });
  return {
    settings,
    query: async (text, values) => query(await getPool(), text, values),
    withSession: async (work) => {
      const client = await (await getPool()).connect();
      try {
        const result = await work(asSession(client));
        client.release();
        return result;
      } catch (error) {
        client.release(true);
        throw error;
      }
    },
    withDatabase: async (database, work) => useClient(await buildConfig(database), (client) => work(asSession(client))),
    openConnection: async () => openOwn(await buildConfig(settings.database)),
    tryLogin: (login) => tryLogin({ ...connectionOptions(options, login.database), ...login }),
    close: async () => {
      await pool?.end();
    },
  };
}

async function query<Row extends object>(
  connection: Client | Pool | PoolClient,
  text: string,
  values: readonly unknown[] | undefined,
): Promise<Row[]> {
  return (await connection.query<Row>(text, values === undefined ? undefined : [...values])).rows;
}

async function loadDriver(): Promise<{ Pool: typeof Pool; Client: typeof Client }> {
  return (await import("pg")).default;
}

function connectionOptions({ settings, readPassword }: DatabaseServerOptions, database: string): ClientConfig {
  return {
    host: settings.host,
    port: settings.port,
    user: settings.user,
    password: readPassword,
    database,
    ssl: buildTls({ sslMode: settings.sslmode, authority: settings.ca }),
    application_name: "tochka-rosta-operator",
    connectionTimeoutMillis: connectTimeoutMilliseconds,
    query_timeout: statementTimeoutMilliseconds,
    // A provisioner without superuser rights must be able to SET ROLE to the owners that it makes (PostgreSQL 16 and later).
    options: "-c createrole_self_grant=set,inherit",
  };
}

/** Servers before 16 refuse a connection that sets what they do not know; there we join the roles that we make (plan.ts). */
async function learnOptions(config: ClientConfig): Promise<string | undefined> {
  try {
    await useClient(config, () => Promise.resolve());
    return config.options;
  } catch (error) {
    if (sqlState(error) === sqlStates.undefinedSetting) return undefined;
    throw error;
  }
}

async function useClient<R>(config: ClientConfig, work: (client: Client) => Promise<R>): Promise<R> {
  const client = await openClient(config);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function openOwn(config: ClientConfig): Promise<OwnConnection> {
  const client = await openClient({
    ...config,
    application_name: "tochka-rosta-operator-probe",
    query_timeout: ownQuestionMilliseconds,
  });
  return { query: (text, values) => query(client, text, values), close: () => client.end() };
}

async function openClient(config: ClientConfig): Promise<Client> {
  const { Client } = await loadDriver();
  const client = new Client(config);
  client.on("error", () => undefined); // The query in flight, or the next, rejects with the same error.
  await client.connect();
  return client;
}

async function tryLogin(config: ClientConfig): Promise<"accepted" | "refused"> {
  try {
    await useClient({ ...config, options: undefined }, () => Promise.resolve());
    return "accepted";
  } catch (error) {
    const code = sqlState(error);
    // The role's limit of connections is looked at only after the password was right.
    if (code === sqlStates.tooManyConnections) return "accepted";
    if (code === sqlStates.invalidPassword || code === sqlStates.invalidAuthorization) return "refused";
    throw error;
  }
}
