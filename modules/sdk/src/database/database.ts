import { buildTls } from "@tochka-rosta/postgres/connection";
import { isAnswerOverdue } from "@tochka-rosta/postgres/errors";
import pg from "pg";
import { defaultLimits } from "../limits.ts";
import type { DatabaseBinding } from "./binding.ts";
import { followAddress } from "./follow-address.ts";

/** The types PostgreSQL rows hold here; int8 arrives as a number (kopecks and counts stay far below 2^53). */
export type SqlValue = string | number | boolean | Date | Buffer | null | readonly string[] | readonly number[];

export interface Queries {
  /** All rows of a query. */
  readonly rows: <Row extends object>(sql: string, values?: readonly SqlValue[]) => Promise<Row[]>;
  /** The first row, if any. */
  readonly row: <Row extends object>(sql: string, values?: readonly SqlValue[]) => Promise<Row | undefined>;
  /** Runs a statement and says how many rows it touched. */
  readonly run: (sql: string, values?: readonly SqlValue[]) => Promise<number>;
}

export interface Database extends Queries {
  /**
   * Runs `work` in one transaction: committed when it returns, rolled back when it throws.
   * @param patienceMilliseconds how long to wait for each answer, when longer than usual
   */
  readonly transaction: <Result>(
    work: (queries: Queries) => Promise<Result>,
    patienceMilliseconds?: number,
  ) => Promise<Result>;
  readonly close: () => Promise<void>;
}

const INT8_OID = 20;
const CONNECT_TIMEOUT_MILLISECONDS = 5_000;

/** How long things may take, in milliseconds. */
export interface DatabaseTimes {
  /** A connection that nobody used for so long is closed: idle sites hold none. */
  readonly idle: number;
  /** A statement outside of a transaction is ended by the server after this: what a page reads. */
  readonly read: number;
  /** One inside of a transaction, waiting for locks included: what a form changes. */
  readonly change: number;
  /**
   * After so long without an answer the connection is given up. One that has silently gone (a failed node, a firewall's forgetting) never
   * says so, and the kernel waits for a quarter of an hour.
   */
  readonly patience: number;
}

export const defaultTimes: DatabaseTimes = {
  idle: defaultLimits.databaseIdleMilliseconds,
  read: 5_000,
  change: 10_000,
  patience: 20_000,
};

/** The platform allows a role ten connections; two processes overlap while a Deployment rolls. */
const MAX_CONNECTIONS = 4;

function getTypeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === INT8_OID) return Number;
  return pg.types.getTypeParser(oid, format) as (value: string) => unknown;
}

function queriesOf(client: Pick<pg.Pool, "query">, patienceMilliseconds: number): Queries {
  const query = (text: string, values: readonly SqlValue[] = []) => {
    // The driver's own name for it, which its types lack.
    const query = { text, values: [...values], query_timeout: patienceMilliseconds };
    return client.query(query);
  };
  const rows = async <Row extends object>(sql: string, values?: readonly SqlValue[]): Promise<Row[]> =>
    (await query(sql, values)).rows as Row[];
  return {
    rows,
    row: async <Row extends object>(sql: string, values?: readonly SqlValue[]) => (await rows<Row>(sql, values))[0],
    run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
  };
}

async function runTransaction<Result>(
  pool: pg.Pool,
  work: (queries: Queries) => Promise<Result>,
  times: Pick<DatabaseTimes, "change" | "patience">,
): Promise<Result> {
  const client = await pool.connect();
  const queries = queriesOf(client, times.patience);
  let broken: Error | undefined;
  try {
    await queries.run(`BEGIN; SET LOCAL statement_timeout = ${times.change}`);
    const result = await work(queries);
    await queries.run("COMMIT");
    return result;
  } catch (error) {
    // A connection that owes an answer, or cannot even roll back, must not go back to the pool; the first error is the one to tell.
    if (error instanceof Error && isAnswerOverdue(error)) broken = error;
    else {
      await queries.run("ROLLBACK").catch((cause: unknown) => {
        broken = cause instanceof Error ? cause : new Error("rollback failed");
      });
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Opens a pool on the module's own database. Nothing connects before the first query.
 * @param onConnectionLost told when the server drops a connection (restart, DROP DATABASE … FORCE); the pool makes new ones
 * @param times how long things may take
 */
export function openDatabase(
  binding: DatabaseBinding,
  onConnectionLost: (error: Error) => void,
  times: DatabaseTimes = defaultTimes,
): Database {
  const pool = new pg.Pool({
    Client: followAddress(binding),
    host: binding.host,
    port: binding.port,
    user: binding.username,
    database: binding.database,
    password: binding.readPassword,
    ssl: buildTls(binding),
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
    idleTimeoutMillis: times.idle,
    statement_timeout: times.read,
    // A process that hangs in the middle of a transaction keeps nobody else waiting for its locks.
    idle_in_transaction_session_timeout: times.patience,
    keepAlive: true,
    application_name: "tochka-rosta-module",
    types: { getTypeParser: getTypeParser as typeof pg.types.getTypeParser },
  });
  pool.on("error", onConnectionLost);
  // A client in use has no listener of the pool's: without this one a forced drop ends the process.
  pool.on("connect", (client) => client.on("error", onConnectionLost));
  return {
    ...queriesOf(pool, times.patience),
    transaction: (work, patience) =>
      runTransaction(pool, work, patience === undefined ? times : { change: patience, patience }),
    close: () => pool.end(),
  };
}
