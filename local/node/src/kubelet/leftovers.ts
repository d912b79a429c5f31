import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isRunning, type ProcessIdentity, signalGroup, signalQuietly, waitForExit } from "@tochka-rosta/testing";

const graceMilliseconds = 10_000;

/**
 * Ends the programs that an earlier platform left running (it was killed, and so were their watchers) and waits until they
 * are gone, since they hold ports. Returns how many there were.
 */
export async function endLeftovers(podsDirectory: string): Promise<number> {
  const records = await findRecords(podsDirectory);
  const left = records.filter(isRunning);
  await Promise.all(left.map(end));
  return left.length;
}

/** Deletes the folders of pods that no longer exist. */
export async function removeForeignFolders(podsDirectory: string, known: ReadonlySet<string>): Promise<void> {
  for (const name of await listFolders(podsDirectory)) {
    if (!known.has(name)) await rm(join(podsDirectory, name), { recursive: true, force: true });
  }
}

async function end(identity: ProcessIdentity): Promise<void> {
  signalQuietly(identity.pid, "SIGTERM");
  if (await waitForExit(identity, graceMilliseconds)) return;
  signalGroup(identity.pid, "SIGKILL");
  await waitForExit(identity, graceMilliseconds);
}

async function findRecords(podsDirectory: string): Promise<ProcessIdentity[]> {
  const records: ProcessIdentity[] = [];
  for (const folder of await listFolders(podsDirectory)) {
    const files = await readdir(join(podsDirectory, folder));
    for (const file of files.filter((name) => name.endsWith(".process.json"))) {
      // A record that cannot be read is as good as none: its watcher ends the program.
      const identity = parseRecord(await readFile(join(podsDirectory, folder, file), "utf8").catch(() => ""));
      if (identity) records.push(identity);
    }
  }
  return records;
}

function parseRecord(text: string): ProcessIdentity | undefined {
  try {
    const record = JSON.parse(text) as Partial<ProcessIdentity> | null;
    if (!Number.isInteger(record?.pid) || typeof record?.startedAt !== "string") return undefined;
    return { pid: Number(record.pid), startedAt: record.startedAt };
  } catch {
    return undefined; // Half written by a platform that was killed at that moment: its watcher ends the program.
  }
}

async function listFolders(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
