import { randomUUID } from "node:crypto";
import { link, open, readFile, rename, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { readStartTime } from "./process-start.ts";

/**
 * Does `work` while no other process of this machine does anything under the same lock file. A lock whose process is gone is
 * taken over. `onWait` is called once when somebody else has it, with who has which file, e.g. "process 17 has /x/build.lock".
 */
export async function withLock<T>(file: string, onWait: (holder: string) => void, work: () => Promise<T>): Promise<T> {
  let isWaitReported = false;
  while (!(await take(file))) {
    if (await removeAbandoned(file)) continue;
    const holder = await readHolder(file);
    if (!isWaitReported && holder) {
      onWait(`process ${holder.pid} has ${file}`);
      isWaitReported = true;
    }
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * Takes a lock file for as long as this process runs, or until it is released. @throws Error that names the process that has it.
 */
export async function claim(file: string, what: string): Promise<() => Promise<void>> {
  await removeAbandoned(file);
  if (await take(file)) return () => rm(file, { force: true });
  const holder = await readHolder(file);
  throw new Error(`${what} belongs to process ${holder?.pid}, which still runs: wait for it, or use another name.`);
}

/** The process that has a lock, as long as it runs. */
export async function readLivingHolder(file: string): Promise<number | undefined> {
  const holder = await readHolder(file);
  return holder && (await isAlive(holder)) ? holder.pid : undefined;
}

/** Removes a lock whose process is gone. @returns whether there was one. */
export async function removeAbandoned(file: string): Promise<boolean> {
  const text = await readText(file);
  if (text === undefined || !(await isAbandoned(file, text))) return false;
  await removeUnlessNew(file, text);
  return true;
}

/**
 * Removes a lock that was seen with this text. It is moved aside first and looked at again: whoever was quicker may have removed it and
 * taken the lock again, and gets it back then.
 */
export async function removeUnlessNew(file: string, seen: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if ((await readText(aside)) !== seen) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

interface Holder {
  readonly pid: number;
  /** Tells it from a later process with the same number, as there are after a restart; empty where the kernel does not say. */
  readonly startTime: string;
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx");
    await handle.writeFile(`${process.pid} ${(await readStartTime(process.pid)) ?? ""}`);
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  return parseHolder((await readText(file)) ?? "");
}

function parseHolder(text: string): Holder | undefined {
  const [, pid, startTime = ""] = /^(\d+) ?(\d*)$/.exec(text) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), startTime };
}

async function isAbandoned(file: string, text: string): Promise<boolean> {
  const holder = parseHolder(text);
  if (holder === undefined) return await isOlderThan(file, 10_000); // Just being written, unless its writer died at that.
  return !(await isAlive(holder));
}

async function isAlive({ pid, startTime }: Holder): Promise<boolean> {
  if (startTime !== "") return (await readStartTime(pid)) === startTime;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

const readText = (file: string) => readFile(file, "utf8").catch(() => undefined);

async function isOlderThan(file: string, milliseconds: number): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > milliseconds;
}
