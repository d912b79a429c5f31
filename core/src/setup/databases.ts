import { sqlState, sqlStates } from "@tochka-rosta/postgres/errors";
import { buildScramVerifier } from "@tochka-rosta/postgres/scram";
import type { Client } from "pg";

/** The role by which the operator makes module databases. */
export const provisionerRole = "tr_provisioner";
/** The core's role, and the name of its database. */
export const coreRole = "core";

/** Told what an administrator should still do by hand, with the statement. */
export type Warn = (message: string) => void;

/** A connection of an administrator: a superuser, or a role with CREATEDB and CREATEROLE as managed services give. */
interface Admin {
  readonly client: Client;
  readonly isSuperuser: boolean;
  /** As in server_version_num: 180004. */
  readonly version: number;
  readonly warn: Warn;
}

/** Makes the core's role and database; repeating it changes nothing but the password's salt. */
export async function prepareCoreDatabase(client: Client, password: string, warn: Warn): Promise<void> {
  const admin = await openAdmin(client, warn);
  await ensureRole(admin, coreRole, "", password);
  await ensureDatabase(admin, coreRole, coreRole);
  await closeDatabases(admin, ["postgres", "template1", coreRole]);
}

/**
 * Makes the operator's provisioner on a server for modules, and closes what every module role could otherwise enter. Statements and
 * their reasons: docs/decisions and the operator's database folder.
 */
export async function prepareModuleServer(client: Client, password: string, warn: Warn): Promise<void> {
  const admin = await openAdmin(client, warn);
  await ensureRole(admin, provisionerRole, "CREATEDB CREATEROLE", password);
  if (admin.version >= 160_000) {
    // Without it CREATE DATABASE … OWNER needs a SET ROLE that the role may not do; older servers ask for no such thing.
    await client.query(`ALTER ROLE ${provisionerRole} SET createrole_self_grant = 'set, inherit'`);
  }
  // Without it DROP DATABASE … WITH (FORCE) cannot end sessions of roles it is no member of.
  await tryStatement(admin, `GRANT pg_signal_backend TO ${provisionerRole}`);
  // Without it a module's temporary files have no limit but the disk that all modules share.
  await tryStatement(admin, `GRANT SET ON PARAMETER temp_file_limit TO ${provisionerRole}`);
  await closeDatabases(admin, ["postgres", "template1"]);
  await admitProvisioner(admin);
}

async function openAdmin(client: Client, warn: Warn): Promise<Admin> {
  const { rows } = await client.query<{ superuser: boolean; version: number; may: boolean }>(
    `SELECT rolsuper AS superuser, rolsuper OR (rolcreatedb AND rolcreaterole) AS may,
       current_setting('server_version_num')::int AS version FROM pg_roles WHERE rolname = current_user`,
  );
  const { superuser = false, version = 0, may = false } = rows[0] ?? {};
  if (version < 150_000) throw new Error(`PostgreSQL 15 or later is needed; this server says ${version}.`);
  if (!may) throw new Error("The administrator's role needs CREATEDB and CREATEROLE (or to be a superuser).");
  // A failing statement would be logged whole.
  if (superuser) await client.query("SET log_min_error_statement TO panic");
  // So that it may make databases for the roles it makes.
  else if (version >= 160_000) await client.query("SET createrole_self_grant TO 'set, inherit'");
  return { client, isSuperuser: superuser, version, warn };
}

async function ensureRole(
  { client, isSuperuser }: Admin,
  role: string,
  rights: string,
  password: string,
): Promise<void> {
  const { rows } = await client.query<{ rolsuper: boolean }>("SELECT rolsuper FROM pg_roles WHERE rolname = $1", [
    role,
  ]);
  const [known] = rows;
  if (known?.rolsuper && !isSuperuser) throw new Error(`The role ${role} is a superuser and must not be one.`);
  const attributes = known?.rolsuper ? `NOSUPERUSER ${rights}` : rights;
  const verifier = client.escapeLiteral(await buildScramVerifier(password));
  await client.query(`${known ? "ALTER" : "CREATE"} ROLE ${role} LOGIN ${attributes} PASSWORD ${verifier}`);
}

async function ensureDatabase({ client, version }: Admin, database: string, owner: string): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
  if (rowCount !== 0) return;
  const needed = version >= 160_000 ? "SET" : "MEMBER";
  const { rows } = await client.query<{ may: boolean }>("SELECT pg_has_role(current_user, $1, $2) AS may", [
    owner,
    needed,
  ]);
  // A role that another administrator made.
  if (!rows[0]?.may) await client.query(`GRANT ${owner} TO CURRENT_USER`);
  await client.query(`CREATE DATABASE ${database} OWNER ${owner} TEMPLATE template0`);
}

/** Every module role could connect to, and list names in, any database that PUBLIC may enter. */
async function closeDatabases(admin: Admin, databases: readonly string[]): Promise<void> {
  const { rows } = await admin.client.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE datname = ANY($1) AND has_database_privilege('public', oid, 'CONNECT')",
    [databases],
  );
  for (const { datname } of rows) {
    const statement = `REVOKE CONNECT, TEMPORARY ON DATABASE ${datname} FROM PUBLIC`;
    await tryStatement(admin, statement, async () => {
      // Who owns no database is only warned that nothing was revoked.
      const { rows: found } = await admin.client.query<{ open: boolean }>(
        "SELECT has_database_privilege('public', $1, 'CONNECT') AS open",
        [datname],
      );
      return found[0]?.open !== true;
    });
  }
}

async function admitProvisioner({ client }: Admin): Promise<void> {
  const { rows } = await client.query<{ name: string }>("SELECT current_database() AS name");
  const database = rows[0]?.name ?? "postgres";
  const hasAccess = async () => {
    const answer = await client.query<{ may: boolean }>("SELECT has_database_privilege($1, $2, 'CONNECT') AS may", [
      provisionerRole,
      database,
    ]);
    return answer.rows[0]?.may === true;
  };
  const statement = `GRANT CONNECT ON DATABASE ${client.escapeIdentifier(database)} TO ${provisionerRole}`;
  await client.query(statement).catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
  });
  if (!(await hasAccess())) throw new Error(`The database's owner has to run first: ${statement};`);
}

/** Runs what an administrator without superuser rights may not be allowed; then whoever is has to. */
async function tryStatement({ client, warn }: Admin, statement: string, isDone = async () => true): Promise<void> {
  try {
    await client.query(statement);
    if (await isDone()) return;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  warn(`This administrator may not run a statement that the server's superuser should: ${statement};`);
}

function isRefusal(error: unknown): boolean {
  return sqlState(error) === sqlStates.insufficientPrivilege;
}
