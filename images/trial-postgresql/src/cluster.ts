import { execFile } from "node:child_process";
import { access, chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { serverEnvironment } from "./server.ts";
import type { Settings } from "./settings.ts";

/** The data cannot be prepared; the message says what to do. */
export class PrepareError extends Error {
  override readonly name = "PrepareError";
}

/** Only with a password, over the network; nobody gets in by being in the container. */
const accessRules = "local all all scram-sha-256\nhost all all all scram-sha-256\n";

/**
 * Makes the data unless it is there. It is made beside its place and renamed as the last step, so that a container killed in
 * between starts over instead of starting on half of it.
 */
export async function prepareCluster(settings: Settings, log: (line: string) => void): Promise<void> {
  const { dataFolder } = settings;
  if (!(await exists(join(dataFolder, "PG_VERSION")))) await makeCluster(settings, log);
  // A volume's owner group (fsGroup) is given write access at each mount, and PostgreSQL refuses data others can write to.
  await chmod(dataFolder, 0o700);
}

async function makeCluster(settings: Settings, log: (line: string) => void): Promise<void> {
  const { dataFolder, passwordFile } = settings;
  const unfinished = `${dataFolder}.unfinished`;
  if ((await readFile(passwordFile, "utf8").catch(() => "")).trim() === "") {
    throw new PrepareError(`The superuser's password is needed at the first start: mount a file at ${passwordFile}.`);
  }
  log(`There is no data in ${dataFolder} yet: making it`);
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o700 });
    await promisify(execFile)(settings.initdb, buildInitdbArguments(unfinished, passwordFile), {
      cwd: "/",
      env: serverEnvironment,
    });
    await writeFile(join(unfinished, "pg_hba.conf"), accessRules, { mode: 0o600 });
    // An empty folder may have been made for it together with the volume.
    await rename(unfinished, dataFolder);
  } catch (error) {
    throw explain(error, dataFolder);
  }
}

function buildInitdbArguments(folder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${folder}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--auth=scram-sha-256",
    "--sync-method=syncfs",
  ];
}

function explain(error: unknown, dataFolder: string): PrepareError {
  const { code, stderr, message } = error as { code?: string | number; stderr?: string; message: string };
  if (code === "EACCES" || code === "EROFS" || code === "ENOENT" || code === "EBUSY") {
    return new PrepareError(
      `${dataFolder} cannot be made (${code}): mount a volume at ${dirname(dataFolder)} that user 65532 may write to (fsGroup).`,
      { cause: error },
    );
  }
  if (code === "ENOTEMPTY" || code === "EEXIST") {
    return new PrepareError(
      `${dataFolder} holds something that is not PostgreSQL's data: empty it, or name another PGDATA.`,
      {
        cause: error,
      },
    );
  }
  return new PrepareError(`PostgreSQL's data could not be made: ${(stderr ?? "").trim() || message}`, { cause: error });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
