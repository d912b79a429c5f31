import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { platform } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { NoticeListener } from "../files/state-file.ts";
import { explainDiskError, StartError } from "../start-error.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { makePassword, readState, writeState, type PostgresState } from "./state.ts";
import { endOrphanedServer } from "./orphan.ts";
import { findPostgresUser, openForPassage, rootStateDirectory, type SystemUser } from "./system-user.ts";

/** The superuser's name. */
export const superuser = "postgres";

/** A database whose files are not what PostgreSQL left. Nothing of it was touched. */
export class DamagedDatabaseError extends StartError {
  readonly cluster: string;

  constructor(cluster: string, problem: string, options?: ErrorOptions) {
    super(problem, options);
    this.cluster = cluster;
  }
}

/**
 * Finds the cluster of this data folder, or makes one by initdb. An interrupted initdb leaves nothing that counts. Where what we
 * remembered of a cluster is lost, its superuser gets a new password; no data is ever replaced by an empty cluster.
 * @throws DamagedDatabaseError when the cluster is there in part, or not any more
 */
export async function prepareCluster(
  dataDirectory: string,
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
  onNotice?: NoticeListener,
): Promise<PostgresState> {
  const known = await readState(dataDirectory, onNotice);
  const cluster = known?.cluster ?? (await chooseFolder(dataDirectory, user));
  if (await isCluster(cluster)) return known ?? (await recoverState(dataDirectory, cluster, binaries, user));
  if (known)
    throw new DamagedDatabaseError(cluster, `The database in ${cluster} is damaged: ${await nameLoss(cluster)}.`);
  if (!(await isEmpty(cluster))) {
    throw new DamagedDatabaseError(
      cluster,
      `${cluster} holds something that is no whole database: ${await nameLoss(cluster)}.`,
    );
  }
  const state = { password: makePassword(), cluster };
  await rm(cluster, { recursive: true, force: true });
  await initialise(state, binaries, user);
  await writeState(dataDirectory, state);
  return state;
}

/** Where the cluster is or would be, whatever became of what we remembered. */
export async function findCluster(dataDirectory: string): Promise<Pick<PostgresState, "cluster" | "owner">> {
  const known = await readState(dataDirectory);
  const inside = { cluster: join(dataDirectory, "postgres") };
  if (!known && !(await stat(dataDirectory).catch(() => undefined))?.isDirectory()) return inside;
  return known ?? { cluster: await chooseFolder(dataDirectory, await findPostgresUser()) };
}

async function recoverState(
  dataDirectory: string,
  cluster: string,
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
): Promise<PostgresState> {
  const state = { password: makePassword(), cluster };
  await endOrphanedServer(state);
  await setPassword(state, binaries, user);
  await writeState(dataDirectory, state);
  return state;
}

/** PostgreSQL's single-user mode asks for no password: https://www.postgresql.org/docs/18/app-postgres.html */
async function setPassword(
  { cluster, password }: PostgresState,
  { postgres }: PostgresBinaries,
  user: SystemUser | undefined,
) {
  const running = promisify(execFile)(postgres, ["--single", "-D", cluster, superuser], {
    cwd: "/",
    env: { LC_ALL: "C", TZ: "UTC", PATH: process.env["PATH"] ?? "/usr/bin:/bin" },
    ...user,
  });
  running.child.stdin?.end(`ALTER ROLE ${superuser} PASSWORD '${password}';\n`);
  try {
    await running;
  } catch (cause) {
    const { stderr = "" } = cause as { stderr?: string };
    const reason =
      stderr.split("\n").find((line) => /FATAL|PANIC|ERROR/.test(line)) ?? "its superuser's password cannot be set";
    throw new DamagedDatabaseError(cluster, `The database in ${cluster} is damaged: ${reason}.`, { cause });
  }
}

async function isCluster(folder: string): Promise<boolean> {
  const version = await readFile(join(folder, "PG_VERSION"), "utf8").catch(() => "");
  return version.trim() !== "";
}

async function nameLoss(cluster: string): Promise<string> {
  const kind = await stat(cluster).catch(() => undefined);
  if (!kind) return "the folder is not there any more";
  if (!kind.isDirectory()) return "it is no folder";
  return "PG_VERSION is missing or empty";
}

async function isEmpty(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

/** Inside the data folder where PostgreSQL's user may get there; otherwise in root's state folder under an own name. */
async function chooseFolder(dataDirectory: string, user: SystemUser | undefined): Promise<string> {
  if (!user || (await openForPassage(dataDirectory, user))) return join(dataDirectory, "postgres");
  const name = createHash("sha256").update(resolve(dataDirectory)).digest("hex").slice(0, 16);
  return join(rootStateDirectory, "data", name);
}

async function initialise(state: PostgresState, binaries: PostgresBinaries, user: SystemUser | undefined) {
  const unfinished = `${state.cluster}.unfinished`;
  const passwordFile = `${state.cluster}.password`;
  try {
    await mkdir(dirname(state.cluster), { recursive: true });
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, `${state.password}\n`, { mode: 0o600 });
    if (user) for (const path of [unfinished, passwordFile]) await chown(path, user.uid, user.gid);
    await promisify(execFile)(binaries.initdb, buildInitdbArguments(unfinished, passwordFile), {
      cwd: "/",
      env: { LC_ALL: "C", TZ: "UTC", PATH: process.env["PATH"] ?? "/usr/bin:/bin" },
      ...user,
    });
    await rename(unfinished, state.cluster);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw explainInitdbError(error, dirname(state.cluster));
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function explainInitdbError(error: unknown, folder: string): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (/could not look up effective user ID/.test(text)) {
    const reason =
      "PostgreSQL needs a user with a name, and this one is a bare number: start as a user of this machine.";
    return new StartError(reason, { cause: error });
  }
  return explainDiskError(error, folder);
}

function buildInitdbArguments(folder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    "--encoding=UTF8",
    // The built-in provider sorts the same on every machine and image, whatever its libc.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--auth=scram-sha-256",
    // One syscall instead of a thousand fsyncs; Linux only.
    ...(platform() === "linux" ? ["--sync-method=syncfs"] : []),
  ];
}
