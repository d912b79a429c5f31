import { lstat, readFile, rename } from "node:fs/promises";
import { StartError } from "../start-error.ts";

/** Told in one line what was damaged and what was done about it. */
export type NoticeListener = (line: string) => void;

/** A file of ours that cannot be what we wrote. Its message names the file and what is wrong with it. */
export class DamagedFileError extends StartError {
  readonly file: string;

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file} ${problem}`, options);
    this.file = file;
  }
}

/**
 * Reads a JSON file of ours; undefined when there is none.
 * @param check the value when it is what belongs there, else undefined
 * @throws DamagedFileError when it is cut short, empty, of another shape, a folder, or cannot be read
 */
export async function readStateFile<T>(file: string, check: (value: unknown) => T | undefined): Promise<T | undefined> {
  const text = await readText(file);
  if (text === undefined) return undefined;
  if (text.trim() === "") throw new DamagedFileError(file, "is empty");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DamagedFileError(file, "is not whole JSON", { cause });
  }
  const checked = check(value);
  if (checked === undefined) throw new DamagedFileError(file, "does not hold what belongs there");
  return checked;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // ENOTDIR: a file stands where its folder should be, which is found there.
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "EISDIR") throw new DamagedFileError(file, "is a folder where a file should be", { cause });
    throw new DamagedFileError(file, `cannot be read (${code ?? String(cause)})`, { cause });
  }
}

/** The same for what can be made again: what is damaged is set aside, which is told, and counts as absent. */
export async function readOrSetAside<T>(
  file: string,
  check: (value: unknown) => T | undefined,
  onNotice: NoticeListener = () => undefined,
): Promise<T | undefined> {
  try {
    return await readStateFile(file, check);
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error;
    onNotice(`${error.message}: kept as ${await setAside(file)}, and made again.`);
    return undefined;
  }
}

/** Renames what is there to a name that nothing has, so that nothing of it is lost. @returns that name */
export async function setAside(path: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const aside = number === 1 ? `${path}.damaged` : `${path}.damaged-${number}`;
    if ((await findKind(aside)) !== undefined) continue;
    await rename(path, aside);
    return aside;
  }
}

/** Makes room for a file or folder of ours: something of the other kind in its place is set aside, which is told. */
export async function clearPlace(
  path: string,
  kind: "file" | "folder",
  onNotice: NoticeListener = () => undefined,
): Promise<void> {
  const found = await findKind(path);
  if (found === undefined || found === kind) return;
  const problem = kind === "file" ? "is no file where a file should be" : "is no folder where a folder should be";
  onNotice(`${path} ${problem}: kept as ${await setAside(path)}, and made again.`);
}

async function findKind(path: string): Promise<"file" | "folder" | "other" | undefined> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    // ENOTDIR: a file stands where one of its folders should be, which is found there.
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (!found) return undefined;
  if (found.isDirectory()) return "folder";
  return found.isFile() ? "file" : "other";
}

/** Whether a value is an object whose named members are texts that are not empty. */
export function hasTexts<const Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Record<Name, string> {
  if (typeof value !== "object" || value === null) return false;
  const members = value as Record<string, unknown>;
  return names.every((name) => typeof members[name] === "string" && members[name] !== "");
}

/** Whether a value can be a port to listen on; undefined is one that is not chosen yet. */
export function isPortOrAbsent(value: unknown): value is number | undefined {
  return value === undefined || (typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65_536);
}
