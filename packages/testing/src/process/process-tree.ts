import { readFile, readdir } from "node:fs/promises";

/** The ids of a process's descendants, itself first. Linux only: elsewhere just the process itself. */
export async function listProcessTree(ancestor: number): Promise<readonly number[]> {
  if (process.platform !== "linux") return [ancestor];
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map<number, number>();
  for (const id of ids) parents.set(id, await readParent(id));
  const isDescendant = (id: number): boolean => {
    const parent = parents.get(id);
    return parent !== undefined && parent > 0 && (parent === ancestor || isDescendant(parent));
  };
  return [ancestor, ...ids.filter(isDescendant)];
}

/** Those of the processes that still run; a zombie whose parent has not looked yet does not. */
export async function listRunning(ids: readonly number[]): Promise<readonly number[]> {
  const states = await Promise.all(ids.map(async (id) => [id, await readState(id)] as const));
  return states.filter(([, state]) => state !== "" && state !== "Z").map(([id]) => id);
}

async function readState(id: number): Promise<string> {
  if (process.platform !== "linux") return isAlive(id) ? "R" : "";
  return (await readFieldsAfterName(id))[0] ?? "";
}

async function readParent(id: number): Promise<number> {
  return Number((await readFieldsAfterName(id))[1] ?? 0);
}

/** The fields of /proc/<id>/stat after the name, which may itself hold spaces and parentheses. */
async function readFieldsAfterName(id: number): Promise<readonly string[]> {
  const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
  return stat === "" ? [] : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}
