import { randomUUID } from "node:crypto";
import { silentLog, WaitError } from "@tochka-rosta/controller-runtime";
import pg from "pg";
import { inject } from "vitest";
import type { DatabaseServerSettings } from "../settings.ts";
import { prepareServer, ServerOpenError } from "../database/preparation.ts";
import { databaseNames } from "../database/identifiers.ts";
import { observeDatabase } from "../database/observation.ts";
import type { DesiredDatabase } from "../database/plan.ts";
import type { Statement } from "../database/session.ts";
import { createDatabaseServer, type DatabaseServer } from "../database/server.ts";
import type { Session } from "../database/session.ts";
import { templateDatabase } from "../database/template.ts";
import { testLimits } from "./settings.ts";

/** The real PostgreSQL of this run, as a server of ours. */
export function testServerSettings(): DatabaseServerSettings & { readonly password: string } {
  const url = new URL(inject("postgresUrl"));
  return {
    name: "main",
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: "postgres",
    softLimit: 500,
    hardLimit: 1000,
    connectionsPercent: 100,
    sslmode: "disable",
  };
}

/** A connection to the real PostgreSQL that writes down every statement which changed something. */
export function openTestServer(change: Partial<ReturnType<typeof testServerSettings>> = {}) {
  const statements: Statement[] = [];
  const settings = { ...testServerSettings(), ...change };
  const server = createDatabaseServer({
    settings,
    readPassword: () => Promise.resolve(settings.password),
    log: silentLog,
    onStatement: (_server, statement) => statements.push(statement),
  });
  return { server, settings, statements };
}

/**
 * Makes the server fit for tenants. Other test files use it at the same moment: their operators prepare it too, and a database
 * that one of them makes between our two looks is open.
 */
export function prepareTestServer(server: DatabaseServer): Promise<void> {
  return retryWhile(
    (error) => error instanceof WaitError || error instanceof ServerOpenError,
    () => prepareServer(server),
  );
}

/** As the work queue would: PostgreSQL needs a moment to notice that whoever held the lock has died. */
export function retryWhileLocked<R>(work: () => Promise<R>): Promise<R> {
  return retryWhile((error) => error instanceof WaitError, work);
}

async function retryWhile<R>(mayPass: (error: unknown) => boolean, work: () => Promise<R>): Promise<R> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** What a new instance asks for. */
export function testDatabase(): DesiredDatabase {
  const uid = randomUUID();
  return {
    names: databaseNames(uid),
    uid,
    tenantUid: randomUUID(),
    mustExist: false,
    mayTakeBack: false,
    connectionLimit: 3,
    template: templateDatabase,
    limits: testLimits,
  };
}

/**
 * The same server, but its connection breaks around one statement: the process may have died before the statement reached
 * PostgreSQL, or after PostgreSQL did it and before the answer came.
 *
 * @param at which statement, counted from 0
 */
export function breakConnection(server: DatabaseServer, at: number, when: "before" | "after"): DatabaseServer {
  let count = 0;
  return {
    ...server,
    withSession: (work) =>
      server.withSession((session) => {
        const breaking: Session = {
          query: (text, values) => session.query(text, values),
          run: async (statement) => {
            const isHere = count++ === at;
            if (isHere && when === "before") throw new Error("connection lost");
            await session.run(statement);
            if (isHere) throw new Error("connection lost");
          },
        };
        return work(breaking);
      }),
  };
}

/** Logs in as the module of an instance. */
export async function connect(
  desired: Pick<DesiredDatabase, "names">,
  password: string,
  database = desired.names.database,
): Promise<pg.Client> {
  const { host, port } = testServerSettings();
  const client = new pg.Client({ host, port, user: desired.names.user, password, database });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Runs one statement as the module of an instance. */
export async function queryAs(
  desired: Pick<DesiredDatabase, "names">,
  password: string,
  sql: string,
): Promise<unknown[]> {
  const client = await connect(desired, password);
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** What the catalogues say of an instance, without its names: equal for any two that are set up alike. */
export async function endState(server: DatabaseServer, desired: DesiredDatabase): Promise<unknown> {
  const observed = await observeDatabase(server, desired.names);
  return {
    ...observed,
    database: {
      ...observed.database,
      comment: observed.database?.comment?.replaceAll(desired.uid, "uid").replaceAll(desired.tenantUid, "tenant"),
    },
  };
}
