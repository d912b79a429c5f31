import { rmSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

const retryMilliseconds = 200;
/** SQLITE_BUSY: https://www.sqlite.org/rescode.html#busy */
const busy = 5;
/** SQLITE_NOTADB */
const notDatabase = 26;

/**
 * Does `work` while no other process of this machine, nor another call in this one, does anything under the same lock. The kernel holds
 * the lock and releases it when its process ends, however it ends, so there are no abandoned locks to recognize: the file beside it
 * (`<file>.db`) is a SQLite database that stays empty, because SQLite takes file locks the same way on every system. `file` itself only
 * names the holder. `onWait` is called once when somebody else has the lock, e.g. with "process 17 has /x/build.lock".
 */
export async function withLock<T>(file: string, onWait: (holder: string) => void, work: () => Promise<T>): Promise<T> {
  let isWaitReported = false;
  for (;;) {
    const release = await take(file);
    if (release) return await work().finally(release);
    const pid = await readPid(file);
    if (!isWaitReported && pid !== undefined) {
      onWait(`process ${pid} has ${file}`);
      isWaitReported = true;
    }
    await sleep(retryMilliseconds);
  }
}

/** Takes a lock for as long as this process runs, or until it is released. @throws Error that names the process that has it. */
export async function claim(file: string, what: string): Promise<() => Promise<void>> {
  // A second attempt: a reader of the holder has the lock for a moment.
  const release = (await take(file)) ?? (await sleep(retryMilliseconds).then(() => take(file)));
  if (release) return release;
  throw new Error(
    `${what} belongs to process ${await readPid(file)}, which still runs: wait for it, or use another name.`,
  );
}

/** The process that has a lock; undefined when nobody has. */
export async function readLivingHolder(file: string): Promise<number | undefined> {
  const lock = lockDatabase(file);
  if (lock === undefined) return readPid(file);
  lock.close();
  return undefined;
}

/** @returns the release; undefined when the lock is taken */
async function take(file: string): Promise<(() => Promise<void>) | undefined> {
  const lock = lockDatabase(file);
  if (lock === undefined) return undefined;
  try {
    await writeFile(file, String(process.pid));
  } catch (error) {
    lock.close();
    throw error;
  }
  return async () => {
    if (!lock.isOpen) return; // Released already: the file may name another holder by now.
    await rm(file, { force: true }).finally(() => lock.isOpen && lock.close());
  };
}

/** A write transaction that never writes: others may not begin one until it is closed. */
function lockDatabase(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(`${file}.db`, { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = MEMORY");
    database.exec("BEGIN IMMEDIATE");
    return database;
  } catch (error) {
    database.close();
    const { errcode } = error as { errcode?: number };
    if (errcode === busy) return undefined;
    if (errcode !== notDatabase) throw error;
    // Nobody can hold a lock in it, and it never held anything else.
    rmSync(`${file}.db`, { force: true });
    return lockDatabase(file);
  }
}

async function readPid(file: string): Promise<number | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
