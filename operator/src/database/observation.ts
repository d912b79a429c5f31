import type { DatabaseNames } from "./identifiers.ts";
import { hasTrigrams, templateDatabase } from "./template.ts";
import type { Queryable } from "./session.ts";

/** What is on the server for one instance. Read from the catalogues, never from a status. */
export interface ObservedDatabase {
  readonly hasOwner: boolean;
  /** We may act as the owner (as one that is still to be made: will, by having made it), which whatever concerns its database needs. */
  readonly mayActAsOwner: boolean;
  /** We may set `temp_file_limit` of a role: a superuser, or granted SET on it. */
  readonly mayLimitTemporaryFiles: boolean;
  /** The database that new ones are copied from has pg_trgm. */
  readonly templateHasTrigrams: boolean;
  /** The server has pg_trgm to give, and this database is not marked as having it. */
  readonly canMakeTrigrams: boolean;
  readonly user:
    | {
        readonly canLogin: boolean;
        readonly connectionLimit: number;
        /** Of ALTER ROLE … SET, by parameter. */
        readonly settings: Readonly<Record<string, string>>;
      }
    | undefined;
  readonly database:
    | {
        readonly belongsToOwner: boolean;
        readonly allowsConnections: boolean;
        /** PUBLIC holds any right on it, be it by default. */
        readonly isOpenToPublic: boolean;
        readonly userMayConnect: boolean;
        /** COMMENT ON DATABASE, whosever it is. */
        readonly comment: string | undefined;
      }
    | undefined;
}

const observation = `
SELECT o.oid IS NOT NULL AS has_owner,
       CASE WHEN o.oid IS NOT NULL THEN pg_has_role(o.oid, 'USAGE')
            ELSE (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
              OR coalesce(current_setting('createrole_self_grant', true), '') <> ''
        END AS may_act_as_owner,
       u.rolcanlogin AS can_login,
       u.rolconnlimit AS connection_limit,
       u.rolconfig AS settings,
       has_parameter_privilege('temp_file_limit', 'SET') AS may_limit_temporary_files,
       shobj_description(t.oid, 'pg_database') AS template_comment,
       CASE WHEN d.oid IS NULL OR shobj_description(d.oid, 'pg_database') LIKE '%"trigrams":true%' THEN false
            ELSE EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'pg_trgm')
        END AS can_make_trigrams,
       d.datdba IS NOT DISTINCT FROM o.oid AS belongs_to_owner,
       d.datallowconn AS allows_connections,
       shobj_description(d.oid, 'pg_database') AS comment,
       EXISTS (SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS held
                WHERE held.grantee = 0) AS is_open_to_public,
       EXISTS (SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS held
                WHERE held.grantee = u.oid AND held.privilege_type = 'CONNECT') AS user_may_connect
  FROM (VALUES ($1::name, $2::name, $3::name, $4::name)) AS wanted (database, owner, "user", template)
  LEFT JOIN pg_catalog.pg_database d ON d.datname = wanted.database
  LEFT JOIN pg_catalog.pg_database t ON t.datname = wanted.template
  LEFT JOIN pg_catalog.pg_roles o ON o.rolname = wanted.owner
  LEFT JOIN pg_catalog.pg_roles u ON u.rolname = wanted."user"`;

interface Row {
  has_owner: boolean;
  may_act_as_owner: boolean;
  can_login: boolean | null;
  connection_limit: number | null;
  settings: string[] | null;
  may_limit_temporary_files: boolean;
  template_comment: string | null;
  can_make_trigrams: boolean;
  belongs_to_owner: boolean;
  allows_connections: boolean | null;
  comment: string | null;
  is_open_to_public: boolean;
  user_may_connect: boolean;
}

/**
 * Looks an instance's roles and database up, in one statement.
 *
 * @param template what its database is copied from
 */
export async function observeDatabase(
  server: Queryable,
  names: DatabaseNames,
  template = templateDatabase,
): Promise<ObservedDatabase> {
  const [row] = await server.query<Row>(observation, [names.database, names.owner, names.user, template]);
  if (row === undefined) throw new Error("the catalogue query answered without a row");
  return {
    hasOwner: row.has_owner,
    mayActAsOwner: row.may_act_as_owner,
    mayLimitTemporaryFiles: row.may_limit_temporary_files,
    templateHasTrigrams: hasTrigrams(row.template_comment),
    canMakeTrigrams: row.can_make_trigrams,
    user:
      row.can_login === null
        ? undefined
        : {
            canLogin: row.can_login,
            connectionLimit: row.connection_limit ?? -1,
            settings: parseSettings(row.settings ?? []),
          },
    database:
      row.allows_connections === null
        ? undefined
        : {
            belongsToOwner: row.belongs_to_owner,
            allowsConnections: row.allows_connections,
            isOpenToPublic: row.is_open_to_public,
            userMayConnect: row.user_may_connect,
            comment: row.comment ?? undefined,
          },
  };
}

/** "name=value", as `pg_roles.rolconfig` has them. */
function parseSettings(settings: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf("=");
      return [setting.slice(0, at), setting.slice(at + 1)];
    }),
  );
}
