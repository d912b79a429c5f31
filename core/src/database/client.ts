import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../generated/prisma/client.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import { readConnection } from "./connection.ts";

/** The core's database. Only `store.ts` files and their like may use it. */
export type Database = PrismaClient;

/** The same inside a transaction. */
export type Transaction = Prisma.TransactionClient;

/** For queries that may run inside or outside of a transaction. */
export type Queryable = Database | Transaction;

/** Opens a pool. node-postgres waits for ever for a connection unless told otherwise. */
export function openDatabase(url: string, poolSize: number): Database {
  const adapter = new PrismaPg({
    ...readConnection(url),
    max: poolSize,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 1800,
    application_name: "tochka-rosta-core",
    statement_timeout: 15_000,
  });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 5000, timeout: 10_000 } });
}
