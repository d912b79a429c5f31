import { WaitError } from "@tochka-rosta/controller-runtime";
import type { DatabaseServer } from "./server.ts";
import type { Session } from "./session.ts";

const retryMilliseconds = 500;

/**
 * Does `work` while holding the server's advisory lock of a name, so that two operators (one of which may not know yet that it
 * no longer leads) never work on the same database at once. The lock goes with the connection when this process dies.
 *
 * @throws WaitError when somebody else holds it
 */
export function withAdvisoryLock<R>(
  server: DatabaseServer,
  name: string,
  work: (session: Session) => Promise<R>,
): Promise<R> {
  const key = `tochka-rosta/${name}`;
  return server.withSession(async (session) => {
    const [row] = await session.query<{ isLocked: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS "isLocked"`,
      [key],
    );
    if (row?.isLocked !== true) throw new WaitError(`the database is being worked on: ${name}`, retryMilliseconds);
    const result = await work(session);
    await session.query(`SELECT pg_advisory_unlock(hashtextextended($1, 0))`, [key]);
    return result;
  });
}
