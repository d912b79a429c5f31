import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { hasTexts, isPortOrAbsent, readOrSetAside, type NoticeListener } from "../files/state-file.ts";
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

/** Reads the state of an earlier start; undefined at the first one, and when it is damaged and was set aside, which is told. */
export function readState(dataDirectory: string, onNotice?: NoticeListener): Promise<PostgresState | undefined> {
  return readOrSetAside(join(dataDirectory, fileName), checkState, onNotice);
}

function checkState(value: unknown): PostgresState | undefined {
  if (!hasTexts(value, ["password", "cluster"]) || !isAbsolute(value.cluster)) return undefined;
  const { port, owner } = value as { port?: unknown; owner?: unknown };
  if (!isPortOrAbsent(port) || (owner !== undefined && !isIdentity(owner))) return undefined;
  return { password: value.password, cluster: value.cluster, ...(port && { port }), ...(owner && { owner }) };
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return hasTexts(value, ["startedAt"]) && Number.isInteger((value as { pid?: unknown }).pid);
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

/** Forgets what was remembered. */
export async function removeState(dataDirectory: string): Promise<void> {
  await rm(join(dataDirectory, fileName), { force: true });
}
