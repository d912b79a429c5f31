import { readFile, readdir } from "node:fs/promises";

/** A running process and the memory that only it uses. */
export interface ProcessMemory {
  readonly processId: number;
  readonly commandLine: string;
  readonly privateMebibytes: number;
}

/**
 * Every descendant of a process with its private memory (`Private_Clean` + `Private_Dirty` of smaps_rollup). Linux only:
 * empty elsewhere.
 */
export async function readDescendantMemory(ancestor: number): Promise<readonly ProcessMemory[]> {
  if (process.platform !== "linux") return [];
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map<number, number>();
  for (const id of ids) parents.set(id, await readParent(id));
  const isDescendant = (id: number): boolean => {
    const parent = parents.get(id);
    return parent !== undefined && parent > 0 && (parent === ancestor || isDescendant(parent));
  };
  const found = await Promise.all(ids.filter((id) => id === ancestor || isDescendant(id)).map(readMemory));
  return found.filter((memory) => memory !== undefined);
}

async function readParent(id: number): Promise<number> {
  const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
  // The name in parentheses may hold anything, so the fields are counted from the last one.
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? 0);
}

async function readMemory(processId: number): Promise<ProcessMemory | undefined> {
  try {
    const rollup = await readFile(`/proc/${processId}/smaps_rollup`, "utf8");
    const commandLine = (await readFile(`/proc/${processId}/cmdline`, "utf8")).replaceAll("\0", " ").trim();
    const kibibytes = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)].reduce(
      (sum, [, value]) => sum + Number(value),
      0,
    );
    return { processId, commandLine, privateMebibytes: kibibytes / 1024 };
  } catch {
    return undefined; // The process ended while we looked, or belongs to another user.
  }
}
