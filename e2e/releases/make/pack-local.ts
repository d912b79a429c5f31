import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startPostgres, type PostgresServer } from "@tochka-rosta/testing";
import { packFolder } from "../harness/archive.ts";
import { listDatabaseNames, withClient } from "../harness/shift-time.ts";
import { mustReadState } from "../harness/unpack-local.ts";
import { dumpDatabase } from "./dump.ts";

/** The databases of a stopped platform that are dumped, as SQL. */
export interface Dumps {
  readonly core: string;
  readonly shop: string;
}

/** Dumps the core's database and that of a tenant's shop, and squeezes all of them for the archive. */
export async function dumpAndSqueeze(dataDirectory: string, shopTenant: string): Promise<Dumps> {
  const server = await startPostgres({ dataDirectory: join(dataDirectory, "postgres") });
  let segment = "";
  try {
    const names = await listDatabaseNames(server);
    const shop = await findShop(names, server, shopTenant);
    const dumps = { core: await dumpDatabase(server.url("core")), shop: await dumpDatabase(server.url(shop)) };
    for (const name of [...names, "postgres"]) {
      await withClient(server.url(name), (client) => client.query("VACUUM (FULL, FREEZE)"));
    }
    segment = await withClient(server.url("postgres"), async (client) => {
      await client.query("CHECKPOINT");
      await client.query("SELECT pg_switch_wal()");
      await client.query("CHECKPOINT");
      const { rows } = await client.query<{ name: string }>(
        "SELECT pg_walfile_name(pg_current_wal_insert_lsn()) AS name",
      );
      return rows[0]?.name ?? "";
    });
    return dumps;
  } finally {
    await server.stop();
    await dropOtherSegments(join(dataDirectory, "postgres"), segment);
  }
}

/** After a clean stop the segment with the last checkpoint is all that PostgreSQL reads. */
async function dropOtherSegments(postgres: string, segment: string): Promise<void> {
  const { cluster } = await mustReadState(postgres);
  const log = join(cluster, "pg_wal");
  const names = (await readdir(log)).filter((name) => /^[0-9A-F]{24}$/.test(name));
  if (!names.includes(segment)) throw new Error(`${segment} is not among the segments of the write-ahead log`);
  for (const name of names) if (name !== segment) await rm(join(log, name));
}

async function findShop(names: readonly string[], server: PostgresServer, tenant: string): Promise<string> {
  for (const name of names.filter((other) => other !== "core")) {
    const owner = await withClient(server.url(name), (client) =>
      client.query<{ tenant: string }>("SELECT tenant FROM database_owner").catch(() => undefined),
    );
    if (owner?.rows[0]?.tenant === tenant) return name;
  }
  throw new Error(`No database is marked as that of ${tenant}`);
}

/** Packs a stopped platform's data folder; logs and what a start makes by itself stay out. */
export async function packLocal(dataDirectory: string, file: string): Promise<number> {
  const objects = new DatabaseSync(join(dataDirectory, "api-server/objects.sqlite"));
  objects.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
  objects.close();
  const { cluster } = await mustReadState(join(dataDirectory, "postgres"));
  if (cluster !== join(dataDirectory, "postgres/postgres"))
    throw new Error(`PostgreSQL's data lie elsewhere: ${cluster}`);
  const made = ["platform.log", "platform.lock", "postgres/postgres.log", "postgres/postgres/postmaster.opts", "pods"];
  await packFolder(
    dataDirectory,
    file,
    made.map((path) => `./${path}`),
  );
  return (await stat(file)).size;
}
