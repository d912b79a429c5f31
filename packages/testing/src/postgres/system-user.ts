import { execFile } from "node:child_process";
import { chmod, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { StartError } from "../start-error.ts";

const run = promisify(execFile);

/** The system user that runs PostgreSQL when we are root, which PostgreSQL refuses to run as. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** As root: where things go that another user must read. */
export const rootStateDirectory = "/var/lib/tochka-rosta";

const userName = "tochka-rosta";

/**
 * The user to run PostgreSQL as: undefined (ourselves) unless we are root; then an own system user, made on first use
 * (initdb wants an entry in the password file), or nobody where no tool can make one.
 */
export async function findPostgresUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (await findSystemUser(userName)) ?? (await createUser()) ?? (await findSystemUser("nobody")) ?? refuse();
}

async function createUser(): Promise<SystemUser | undefined> {
  const ways: readonly (readonly [string, readonly string[]])[] = [
    ["useradd", ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", userName]],
    ["adduser", ["-S", "-D", "-H", userName]], // BusyBox
  ];
  for (const [command, words] of ways) {
    await run(command, words).catch(() => undefined); // Absent tool or lost race: the look-up decides.
    const user = await findSystemUser(userName);
    if (user) return user;
  }
  return undefined;
}

async function findSystemUser(name: string): Promise<SystemUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined; // id answers 1 for an unknown name.
  }
}

function refuse(): never {
  throw new StartError(
    'PostgreSQL refuses to run as root and this machine has no other user for it: run "useradd --system tochka-rosta", or start as an ordinary user.',
  );
}

/** True when `user` may enter `directory` and every folder above it. */
export async function canPassThrough(directory: string, user: SystemUser): Promise<boolean> {
  for (let path = await realpath(directory); ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** Lets others enter (not list) our own folder, so that PostgreSQL's data may lie in it; false when a parent forbids. */
export async function openForPassage(directory: string, user: SystemUser): Promise<boolean> {
  if (!(await canPassThrough(dirname(await realpath(directory)), user))) return false;
  const { mode } = await stat(directory);
  await chmod(directory, (mode & 0o777) | 0o011);
  return true;
}
