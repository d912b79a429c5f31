import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
  clearPlace,
  explainDiskError,
  identifyProcess,
  isRunning,
  type ProcessIdentity,
  StartError,
} from "@tochka-rosta/testing";

/**
 * Takes the data folder for this process; a lock whose process is gone is taken over. Returns the release.
 * @throws StartError when another platform runs on this folder.
 */
export async function lockFolder(file: string): Promise<() => Promise<void>> {
  await assertFolder(dirname(file));
  await mkdir(dirname(file), { recursive: true, mode: 0o711 }).catch((error: unknown) => {
    throw explainDiskError(error, dirname(file));
  });
  const identity = JSON.stringify(identifyProcess(process.pid) ?? { pid: process.pid, startedAt: "" });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writeFile(file, identity, { flag: "wx", mode: 0o600 });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 3) throw explainDiskError(error, file);
    }
    await assertAbandoned(file);
    await clearPlace(file, "file");
    await rm(file, { force: true });
  }
}

/** The folder is the person's choice, so what stands in its place is theirs to move. */
async function assertFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found || found.isDirectory()) return;
  const advice = `move it away (mv ${folder} ${folder}.aside), or choose another folder: npm start -- --data <folder>`;
  throw new StartError(`${folder} is no folder: ${advice}`);
}

/** @throws StartError while the process that holds the lock runs. */
export async function assertAbandoned(file: string): Promise<void> {
  await assertFolder(dirname(file));
  const holder = await readHolder(file);
  if (!holder || !isRunning(holder)) return;
  const reason = `The platform already runs on ${dirname(file)} (process ${holder.pid}): stop it first (Ctrl-C in its terminal).`;
  throw new StartError(reason);
}

async function readHolder(file: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  try {
    const holder = JSON.parse(text) as Partial<ProcessIdentity> | null;
    return Number.isInteger(holder?.pid) ? (holder as ProcessIdentity) : undefined;
  } catch {
    return undefined; // Absent, or cut short by a crash: nobody holds it.
  }
}
