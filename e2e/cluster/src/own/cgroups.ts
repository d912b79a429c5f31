import { existsSync } from "node:fs";
import { mkdir, readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";

const root = "/sys/fs/cgroup";

/** The roots below which a cluster has a group of its name: one of version 2, or that of every hierarchy of version 1. */
export async function listHierarchies(): Promise<string[]> {
  if (existsSync(join(root, "cgroup.controllers"))) return [root];
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, "cgroup.procs")))
    .map(({ name }) => join(root, name));
}

/** Tries whether groups can be made here: an ordinary container sees them, and may not. @throws Error with the kernel's word. */
export async function tryGroups(): Promise<void> {
  const hierarchies = await listHierarchies();
  if (hierarchies.length === 0) throw new Error(`there is none below ${root}`);
  for (const hierarchy of hierarchies) {
    const group = join(hierarchy, `tochka-rosta-probe-${process.pid}`);
    await mkdir(group);
    await rmdir(group);
  }
}
