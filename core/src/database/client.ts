import { PrismaPg } from "@prisma/adapter-pg";
import { readConnection } from "@tochka-rosta/postgres/connection";
import { isAnswerOverdue } from "@tochka-rosta/postgres/errors";
import pg from "pg";
import { PrismaClient } from "../generated/prisma/client.ts";
import type { Prisma } from "../generated/prisma/client.ts";

/** The core's database. Only `store.ts` files and their like may use it. */
export type Database = PrismaClient;

/** The same inside a transaction. */
export type Transaction = Prisma.TransactionClient;

/** For queries that may run inside or outside of a transaction. */
export type Queryable = Database | Transaction;

/** Longer than the server lets a statement run: who does not answer even then is not there any more. */
const patienceMilliseconds = 20_000;

/**
 * Opens a pool. node-postgres waits for ever for a connection, and for an answer on one that has silently gone, unless told
 * otherwise.
 */
export function openDatabase(url: string, poolSize: number, patience = patienceMilliseconds): Database {
  const pool = new pg.Pool({
    ...readConnection(url),
    max: poolSize,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 1800,
    application_name: "tochka-rosta-core",
    statement_timeout: 15_000,
    query_timeout: patience,
  });
  pool.on("connect", endWhenOverdue);
  const adapter = new PrismaPg(pool, { disposeExternalPool: true });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 5000, timeout: 10_000 } });
}

/** Prisma gives a transaction's connection back to the pool whatever became of it: one that still owes an answer is ended first. */
function endWhenOverdue(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  client.query = ((...given: unknown[]) => {
    const answer = query(...given);
    if (answer instanceof Promise) {
      answer.catch((error: unknown) => {
        if (isAnswerOverdue(error)) void (client as unknown as pg.Client).end();
      });
    }
    return answer;
  }) as typeof client.query;
}
