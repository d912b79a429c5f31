import { quoteIdentifier, quoteLiteral } from "@tochka-rosta/postgres/sql";
import type { DatabaseNames } from "./identifiers.ts";
import { formatMarker, parseMarker } from "./marker.ts";
import { planRoleLimits, type RoleLimits } from "./role-limits.ts";
import type { ObservedDatabase } from "./observation.ts";
import type { Statement } from "./session.ts";

/** What an instance's database should be. */
export interface DesiredDatabase {
  readonly names: DatabaseNames;
  /** Of the instance and of its tenant: see `identityOf`. */
  readonly uid: string;
  readonly tenantUid: string;
  /** A database of these names was seen before: where it is missing, an empty one is not what its owner should find. */
  readonly mustExist: boolean;
  /** The object was made again under this identity: a retired database of it is taken back. */
  readonly mayTakeBack: boolean;
  /** Connections that the module may hold at once. */
  readonly connectionLimit: number;
  /** The database to copy. */
  readonly template: string;
  readonly limits: RoleLimits;
}

/** Why the database that bears our name is not taken into use. */
export type DatabaseRefusal = "DatabaseNotOurs" | "DatabaseRetired" | "DatabaseLost";

/** What a refusal follows from. */
export type DatabaseClaim = Pick<DesiredDatabase, "uid" | "mustExist" | "mayTakeBack"> & {
  /** Undefined where the tenant is not known any more: then only an identity that is the object's own uid proves anything. */
  readonly tenantUid: string | undefined;
};

/**
 * Whether what bears our name may be touched at all. A database of ours is closed until it has its marker, so one that is
 * open, or marked for another instance or tenant, is not ours.
 */
export function findRefusal(desired: DatabaseClaim, observed: ObservedDatabase): DatabaseRefusal | undefined {
  const { database } = observed;
  if (database === undefined) return desired.mustExist ? "DatabaseLost" : undefined;
  const marker = parseMarker(database.comment);
  if (!database.belongsToOwner) return "DatabaseNotOurs";
  if (marker === undefined) {
    return database.comment !== undefined || database.allowsConnections ? "DatabaseNotOurs" : undefined;
  }
  if (marker.uid !== desired.uid) return "DatabaseNotOurs";
  if (desired.tenantUid !== undefined && marker.tenantUid !== desired.tenantUid) return "DatabaseNotOurs";
  return marker.retiredAt === undefined || desired.mayTakeBack ? undefined : "DatabaseRetired";
}

/** Whether what is there was put out of use, with the data of an object that was lost. */
function isRetired({ database }: ObservedDatabase): boolean {
  return parseMarker(database?.comment)?.retiredAt !== undefined;
}

/**
 * The statements that are still missing, in the one order that leaves no window: until the last of
 * them nobody can connect. Stopped after any of them, planning again gives the rest; when all is well it gives none.
 *
 * @param verifier what to set as the user's password, when the user is missing or `mustSetPassword`
 */
export function planProvision(
  desired: DesiredDatabase,
  observed: ObservedDatabase,
  password: { readonly verifier: string; readonly mustSet: boolean },
): Statement[] {
  return [...planRoles(desired, observed, password), ...planDatabase(desired, observed)];
}

function planRoles(
  { names, connectionLimit, limits }: DesiredDatabase,
  observed: ObservedDatabase,
  password: { readonly verifier: string; readonly mustSet: boolean },
): Statement[] {
  const owner = quoteIdentifier(names.owner);
  const user = quoteIdentifier(names.user);
  const secret = `PASSWORD ${quoteLiteral(password.verifier)}`;
  const statements: Statement[] = [];
  if (!observed.hasOwner) {
    statements.push({ text: `CREATE ROLE ${owner} NOLOGIN`, reason: "owns the database; granted to no role" });
  }
  if (!observed.mayActAsOwner) {
    statements.push({
      text: `GRANT ${owner} TO CURRENT_USER`,
      reason:
        "before PostgreSQL 16 the creator of a role is not a member of it, and only members may make its databases",
    });
  }
  if (observed.user === undefined) {
    statements.push({
      text: `CREATE ROLE ${user} LOGIN CONNECTION LIMIT ${connectionLimit} ${secret}`,
      reason: "what the module logs in as; its password comes from the Secret, as a verifier",
    });
    return [...statements, ...planRoleLimits(names.user, limits, observed)];
  }
  const repairs = [
    !observed.user.canLogin && "LOGIN",
    observed.user.connectionLimit !== connectionLimit && `CONNECTION LIMIT ${connectionLimit}`,
    password.mustSet && secret,
  ].filter((repair) => repair !== false);
  if (repairs.length > 0) {
    statements.push({
      text: `ALTER ROLE ${user} ${repairs.join(" ")}`,
      reason: isRetired(observed)
        ? "the object came back under its identity: its role may log in again, with the password of the new Secret"
        : "the role differs from the desired one",
    });
  }
  return [...statements, ...planRoleLimits(names.user, limits, observed)];
}

function planDatabase(desired: DesiredDatabase, { database, templateHasTrigrams }: ObservedDatabase): Statement[] {
  const name = quoteIdentifier(desired.names.database);
  const user = quoteIdentifier(desired.names.user);
  const statements: Statement[] = [];
  if (database === undefined) {
    statements.push({
      text: `CREATE DATABASE ${name} OWNER ${quoteIdentifier(desired.names.owner)} TEMPLATE ${quoteIdentifier(desired.template)} STRATEGY wal_log ALLOW_CONNECTIONS false`,
      reason: "the module's own database, closed until the last statement",
    });
  }
  if (database === undefined || database.isOpenToPublic) {
    statements.push({
      text: `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
      reason: "by default every role of the server could connect",
    });
  }
  if (database === undefined || !database.userMayConnect) {
    statements.push({ text: `GRANT CONNECT ON DATABASE ${name} TO ${user}`, reason: "only the module's own role may" });
  }
  const marker = parseMarker(database?.comment);
  if (marker === undefined || marker.retiredAt !== undefined) {
    // A copy has what its template had. Of one that was found half made it is not known: it is added later, where it is missing.
    const trigrams = marker === undefined ? templateHasTrigrams && database === undefined : marker.trigrams === true;
    const { uid, tenantUid } = desired;
    statements.push({
      text: `COMMENT ON DATABASE ${name} IS ${quoteLiteral(formatMarker({ uid, tenantUid, trigrams }))}`,
      reason:
        marker === undefined
          ? "marks it as this instance's: nothing unmarked is ever dropped"
          : "the object came back under its identity: its data is not retired any more",
    });
  }
  if (database === undefined || !database.allowsConnections) {
    statements.push({ text: `ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`, reason: "all is set: open it" });
  }
  return statements;
}

/**
 * The statements that put a database out of use and keep its data: nobody can connect any more, and the marker says since
 * when. Nothing when there is nothing of ours, or when it is done already.
 */
export function planRetirement(
  desired: Pick<DesiredDatabase, "names" | "uid"> & { readonly tenantUid: string | undefined },
  observed: ObservedDatabase,
  retiredAt: string,
): Statement[] {
  const name = quoteIdentifier(desired.names.database);
  const statements: Statement[] = [];
  if (observed.user?.canLogin === true) {
    statements.push({
      text: `ALTER ROLE ${quoteIdentifier(desired.names.user)} NOLOGIN`,
      reason: "the password, wherever it is, opens nothing",
    });
  }
  const { database } = observed;
  if (database === undefined) return statements;
  if (database.allowsConnections) {
    statements.push({ text: `ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`, reason: "no role may connect" });
  }
  const before = parseMarker(database.comment);
  if (before?.retiredAt === undefined) {
    // The tenant may be gone by now; whose data it is, the mark has said since it was made.
    const tenantUid = before?.tenantUid ?? desired.tenantUid ?? "";
    const marker = formatMarker({ ...before, uid: desired.uid, tenantUid, retiredAt });
    statements.push({
      text: `COMMENT ON DATABASE ${name} IS ${quoteLiteral(marker)}`,
      reason: "says that the data is retired, and since when",
    });
  }
  return statements;
}

/** The statements that remove an instance's database and roles for good. Only after `findRefusal` knew them as ours. */
export function planDrop({ names }: Pick<DesiredDatabase, "names">, observed: ObservedDatabase): Statement[] {
  const statements: Statement[] = [];
  if (observed.database !== undefined) {
    statements.push({
      text: `DROP DATABASE IF EXISTS ${quoteIdentifier(names.database)} WITH (FORCE)`,
      reason: "spec.database.reclaimPolicy is Delete",
    });
  }
  if (observed.user !== undefined) {
    statements.push({ text: `DROP ROLE IF EXISTS ${quoteIdentifier(names.user)}`, reason: "its database is gone" });
  }
  if (observed.hasOwner) {
    statements.push({ text: `DROP ROLE IF EXISTS ${quoteIdentifier(names.owner)}`, reason: "its database is gone" });
  }
  return statements;
}
