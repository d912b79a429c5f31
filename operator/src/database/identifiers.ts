/** The names that an instance has on its Postgres server. Every role can list them, so they say nothing about anybody. */
export interface DatabaseNames {
  readonly database: string;
  /** Owns the database, never logs in, is granted to no role. */
  readonly owner: string;
  /** What the module logs in as. */
  readonly user: string;
}

const uidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const identifierPattern = /^[a-zA-Z_][a-zA-Z0-9_-]{0,62}$/;

/**
 * The names that follow from an instance's uid: the same on every try, so that a lost answer cannot make a second database.
 *
 * @throws TypeError when the uid is not one that an API server gives out
 */
export function databaseNames(uid: string): DatabaseNames {
  if (!uidPattern.test(uid)) throw new TypeError(`not a Kubernetes uid: ${JSON.stringify(uid)}`);
  const id = uid.replaceAll("-", "");
  return { database: `d_${id}`, owner: `o_${id}`, user: `u_${id}` };
}

/**
 * An SQL identifier in double quotes. Names of databases that others made may hold anything, so quotes are doubled.
 *
 * @throws TypeError on a zero byte, which no identifier can hold
 */
export function quoteIdentifier(name: string): string {
  if (name.includes("\0")) throw new TypeError("an SQL identifier cannot hold a zero byte");
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * An SQL string in single quotes, read the same whatever `standard_conforming_strings` says.
 *
 * @throws TypeError on a zero byte, which no text can hold
 */
export function quoteLiteral(text: string): string {
  if (text.includes("\0")) throw new TypeError("an SQL text cannot hold a zero byte");
  const quoted = `'${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
  return text.includes("\\") ? ` E${quoted}` : quoted;
}

/** Whether a name from the settings can be a role or database of ours. */
export function isPlainIdentifier(name: string): boolean {
  return identifierPattern.test(name);
}
