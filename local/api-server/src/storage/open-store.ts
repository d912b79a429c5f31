import { statSync } from "node:fs";
import { join } from "node:path";
import { explainDiskError, StartError } from "@tochka-rosta/testing";
import { Store } from "./store.ts";

/** https://www.sqlite.org/rescode.html#full */
const fullDisk = 13;

/**
 * Opens the objects of a data directory, or begins with none.
 * @throws StartError when the file is damaged: it is left as it is, and the sentence says how to keep it and go on
 */
export function openStore(directory: string, historyLimit: number | undefined): Store {
  const file = join(directory, "objects.sqlite");
  // SQLite takes an empty file for a new database, and a cluster without its objects would be made in the place of one that had some.
  if (isEmptyFile(file) && !hasLog(file)) throw damaged(file, "is empty");
  try {
    return new Store(file, historyLimit);
  } catch (error) {
    if ((error as { errcode?: number }).errcode === fullDisk) throw explainDiskError(new Error("ENOSPC"), directory);
    throw damaged(file, `is damaged (${error instanceof Error ? error.message : String(error)})`, error);
  }
}

function isEmptyFile(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === 0;
}

/** What was written last may still lie in SQLite's log, of which the file itself is made later. */
function hasLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function damaged(file: string, problem: string, cause?: unknown): StartError {
  const folder = join(file, "..");
  const advice = `put it back from a copy, or keep it and let the platform make its objects again: mv ${folder} ${folder}.damaged`;
  return new StartError(`${file} ${problem}: ${advice}`, { cause });
}
