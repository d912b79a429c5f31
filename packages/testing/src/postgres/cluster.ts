import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { platform } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { explainDiskError, StartError } from "../start-error.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { makePassword, readState, writeState, type PostgresState } from "./state.ts";
import { openForPassage, rootStateDirectory, type SystemUser } from "./system-user.ts";

/** The superuser's name. */
export const superuser = "postgres";

/** Finds the cluster of this data folder, or makes one by initdb. An interrupted initdb leaves nothing that counts. */
export async function prepareCluster(
  dataDirectory: string,
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
): Promise<PostgresState> {
  const known = await readState(dataDirectory);
  if (known && (await isCluster(known.cluster))) return known;
  const cluster = await chooseFolder(dataDirectory, user);
  const state = { password: makePassword(), cluster };
  await rm(cluster, { recursive: true, force: true });
  await initialise(state, binaries, user);
  await writeState(dataDirectory, state);
  return state;
}

async function isCluster(folder: string): Promise<boolean> {
  return access(join(folder, "PG_VERSION")).then(
    () => true,
    () => false,
  );
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
