import pg from "pg";
import type { PostgresServer } from "../postgres/start-postgres.ts";
import type { PlatformSecrets } from "./platform-secrets.ts";

/** The role by which the operator makes module databases. */
export const provisionerRole = "tr_provisioner";
/** The core's database, and the name of its role. */
export const coreDatabase = "core";

/**
 * Brings the server to what the platform expects; repeating it changes nothing. Statements and their reasons:
 * docs/decisions and the operator's database folder.
 */
export async function preparePlatformDatabases(server: PostgresServer, secrets: PlatformSecrets): Promise<void> {
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  try {
    // A failing statement would be logged whole, password included.
    await client.query("SET log_min_error_statement TO panic");
    await ensureRole(client, provisionerRole, "NOSUPERUSER CREATEDB CREATEROLE", secrets.provisionerPassword);
    // Without it CREATE DATABASE … OWNER needs a SET ROLE that the role may not do (PostgreSQL 16 and later).
    await client.query(`ALTER ROLE ${provisionerRole} SET createrole_self_grant = 'set, inherit'`);
    // Without it DROP DATABASE … WITH (FORCE) cannot end sessions of roles it is no member of.
    await client.query(`GRANT pg_signal_backend TO ${provisionerRole}`);
    await ensureRole(client, coreDatabase, "NOSUPERUSER", secrets.corePassword);
    await ensureDatabase(client, coreDatabase, coreDatabase);
    // Every module role could connect to, and list names in, any database that PUBLIC may enter.
    for (const database of ["postgres", "template1", coreDatabase]) {
      await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${database} FROM PUBLIC`);
    }
    await client.query(`GRANT CONNECT ON DATABASE postgres TO ${provisionerRole}`);
  } finally {
    await client.end();
  }
}

async function ensureRole(client: pg.Client, role: string, attributes: string, password: string): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
  const verb = rowCount === 0 ? "CREATE" : "ALTER";
  await client.query(`${verb} ROLE ${role} LOGIN ${attributes} PASSWORD ${client.escapeLiteral(password)}`);
}

async function ensureDatabase(client: pg.Client, database: string, owner: string): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${database} OWNER ${owner} TEMPLATE template0`);
}
