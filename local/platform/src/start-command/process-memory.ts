import { readFile } from "node:fs/promises";
import { listProcessTree } from "@tochka-rosta/testing";

/** What a process and all that it started take. */
export interface TreeMemory {
  readonly processes: number;
  /** Proportional set sizes added up: memory that several of them share counts once. */
  readonly pssMebibytes: number;
}

/** Memory of a process and its descendants; undefined where the kernel does not say (other than Linux). */
export async function readTreeMemory(ancestor: number): Promise<TreeMemory | undefined> {
  if (process.platform !== "linux") return undefined;
  const sizes = await Promise.all((await listProcessTree(ancestor)).map(readPssKibibytes));
  const known = sizes.filter((size) => size !== undefined);
  return { processes: known.length, pssMebibytes: known.reduce((sum, size) => sum + size, 0) / 1024 };
}

async function readPssKibibytes(processId: number): Promise<number | undefined> {
  // It may have ended since it was listed.
  const rollup = await readFile(`/proc/${processId}/smaps_rollup`, "utf8").catch(() => "");
  const [, size] = /^Pss:\s+(\d+) kB$/m.exec(rollup) ?? [];
  return size === undefined ? undefined : Number(size);
}
