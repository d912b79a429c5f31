import { open, readFile, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does `work` while no other process of this machine does anything under the same lock file. A lock whose process is gone is
 * taken over. `onWait` is called once when somebody else has it.
 */
export async function withLock<T>(file: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  let isWaitTold = false;
  while (!(await take(file))) {
    if (await isAbandoned(file)) {
      await rm(file, { force: true });
      continue;
    }
    if (!isWaitTold) onWait();
    isWaitTold = true;
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
  if (await isAbandoned(file)) await rm(file, { force: true });
  if (await take(file)) return () => rm(file, { force: true });
  const owner = await readFile(file, "utf8").catch(() => "");
  throw new Error(`${what} belongs to process ${owner}, which still runs: wait for it, or use another name.`);
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx");
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Whether the file is there and the process that took it is not. */
export async function isAbandoned(file: string): Promise<boolean> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return false; // Gone.
  if (text === "") return await isOlderThan(file, 10_000); // Just being written, unless its writer died at that.
  try {
    process.kill(Number(text), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

async function isOlderThan(file: string, milliseconds: number): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > milliseconds;
}
