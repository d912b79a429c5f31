import type { DatabaseServerSettings } from "../settings.ts";
import type { Queryable } from "./session.ts";

/** How full a server is. */
export interface ServerLoad {
  readonly name: string;
  /** Databases of modules on it, retired ones included: they take their place too. */
  readonly databases: number;
  readonly softLimit: number;
  readonly hardLimit: number;
  /** Sessions there are, whosever they are. */
  readonly connections: number;
  /** Sessions there can be of roles that are no superusers. */
  readonly connectionsMaximum: number;
  /** Sessions from which on the server takes no further database. */
  readonly connectionsLimit: number;
}

/** Every role may read these, whoever made the sessions. `reserved_connections` is of PostgreSQL 16 and later. */
const question = `
SELECT (SELECT count(*)::int FROM pg_catalog.pg_database WHERE datname ~ '^d_[0-9a-f]{32}$') AS databases,
       (SELECT coalesce(sum(numbackends), 0)::int FROM pg_catalog.pg_stat_database) AS connections,
       current_setting('max_connections')::int
         - current_setting('superuser_reserved_connections')::int
         - coalesce(current_setting('reserved_connections', true), '0')::int AS maximum`;

/** Reads how full a server is, in one statement. */
export async function readLoad(server: Queryable, settings: DatabaseServerSettings): Promise<ServerLoad> {
  const [row] = await server.query<{ databases: number; connections: number; maximum: number }>(question);
  if (row === undefined) throw new Error("the server answered without a row");
  const { name, softLimit, hardLimit, connectionsPercent } = settings;
  return {
    name,
    softLimit,
    hardLimit,
    databases: row.databases,
    connections: row.connections,
    connectionsMaximum: row.maximum,
    connectionsLimit: Math.floor((row.maximum * connectionsPercent) / 100),
  };
}
