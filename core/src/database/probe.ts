import { readConnection } from "@tochka-rosta/postgres/connection";
import pg from "pg";

/** Shorter than a probe of Kubernetes waits. */
const patienceMilliseconds = 3_000;
/** An answer this young is good for whoever asks next, so that questions cost the database nothing. */
const freshMilliseconds = 1_000;

/** Whether the database answers. */
export interface DatabaseProbe {
  /** Rejects when the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Asks on a connection of its own: a pool that people have filled must not read as a database that has gone, nor hold the answer up. */
export function openDatabaseProbe(url: string): DatabaseProbe {
  const pool = new pg.Pool({
    ...readConnection(url),
    max: 1,
    connectionTimeoutMillis: patienceMilliseconds,
    query_timeout: patienceMilliseconds,
    application_name: "tochka-rosta-core-health",
    keepAlive: true,
  });
  // The next check says so.
  pool.on("error", () => undefined);
  let running: Promise<void> | undefined;
  let askedAt = -Infinity;
  const ask = async (): Promise<void> => {
    const client = await pool.connect();
    let broken: unknown;
    try {
      await client.query("SELECT 1");
    } catch (error) {
      broken = error;
      throw error;
    } finally {
      client.release(broken !== undefined);
    }
  };
  return {
    check: () => {
      const now = performance.now();
      if (running === undefined || now - askedAt > freshMilliseconds) {
        askedAt = now;
        const mine = ask();
        running = mine;
        mine.catch(() => {
          if (running === mine) running = undefined;
        });
      }
      return running;
    },
    close: () => pool.end(),
  };
}
