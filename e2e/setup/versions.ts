import { execFile } from "node:child_process";
import { connect } from "node:net";
import { promisify } from "node:util";
import pg from "pg";

/** The version a PostgreSQL server tells, e.g. `18.4`. */
export async function readPostgresVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    return rows[0]?.server_version.split(" ")[0] ?? "of unknown version";
  } finally {
    await client.end();
  }
}

/** The version a Redis server tells to whoever may ask; "of unknown version" otherwise. */
export function readRedisVersion(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port || 6379), hostname, () => socket.write("INFO server\r\n"));
    socket.once("data", (data) => {
      socket.destroy();
      resolve(/redis_version:(\S+)/.exec(data.toString())?.[1] ?? "of unknown version");
    });
    socket.once("error", reject);
  });
}

/** What a program says about itself: its name and version, without what follows them. */
export async function readProgramVersion(program: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, { timeout: 30_000 });
  return /^\D*\d+(\.\d+)*/.exec(stdout.trim())?.[0] ?? stdout.trim();
}
