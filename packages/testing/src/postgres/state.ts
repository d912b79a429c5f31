import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessIdentity } from "../process/process-identity.ts";

/** What is remembered between starts, in a file of mode 0600 beside the data. */
export interface PostgresState {
  /** The superuser's password. */
  password: string;
  /** The folder of the cluster itself; as root it may lie outside the platform's data folder. */
  cluster: string;
  port?: number;
  /** The process that started the server last; while it lives, the server is its, not an orphan. */
  owner?: ProcessIdentity;
}

const fileName = "postgres.json";

/** Reads the state of an earlier start; undefined at the first one. */
export async function readState(dataDirectory: string): Promise<PostgresState | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDirectory, fileName), "utf8")) as PostgresState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes the state so that a crash leaves the old or the new one. */
export async function writeState(dataDirectory: string, state: PostgresState): Promise<void> {
  const path = join(dataDirectory, fileName);
  await writeFile(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** A password that needs no quoting in a URL or a file. */
export function makePassword(): string {
  return randomBytes(24).toString("base64url");
}

/** Deletes the cluster and its state, wherever they lie. The server must be stopped. */
export async function removePostgresData(dataDirectory: string): Promise<void> {
  const state = await readState(dataDirectory);
  if (state) await rm(state.cluster, { recursive: true, force: true });
  await rm(join(dataDirectory, fileName), { force: true });
}
