import { readFile } from "node:fs/promises";
import { listProcessTree } from "@tochka-rosta/testing";

/** A running process and the memory that only it uses. */
export interface ProcessMemory {
  readonly processId: number;
  readonly commandLine: string;
  readonly privateMebibytes: number;
}

/** A process and all its descendants, each with its private memory (`Private_Clean` + `Private_Dirty`). Linux only: empty elsewhere. */
export async function readTreeMemory(ancestor: number): Promise<readonly ProcessMemory[]> {
  if (process.platform !== "linux") return [];
  const found = await Promise.all((await listProcessTree(ancestor)).map(readMemory));
  return found.filter((memory) => memory !== undefined);
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
