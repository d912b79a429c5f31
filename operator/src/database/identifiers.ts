/** The names that an instance has on its Postgres server. Every role can list them, so they say nothing about anybody. */
export interface DatabaseNames {
  readonly database: string;
  /** Owns the database, never logs in, is granted to no role. */
  readonly owner: string;
  /** What the module logs in as. */
  readonly user: string;
}

const uidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

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
