import { readFile } from "node:fs/promises";

/**
 * When a process was started, by the kernel's clock: a number that was given to another process has another. Undefined when there is no
 * such process, or only what is left of one that ended, and where the kernel is not Linux.
 */
export async function readStartTime(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return text === undefined ? undefined : parseStartTime(text);
}

/** The start time in a text of /proc/PID/stat (proc_pid_stat(5), field 22); undefined for a zombie (field 3). */
export function parseStartTime(stat: string): string | undefined {
  // The second field is the program's name in parentheses and may hold anything, spaces included.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? undefined : fields[19];
}
