import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Workspace } from "./workspaces.ts";

/** Where the virtual node looks images up, relative to the root. */
export const imagesFile = "local/platform/generated/images.json";

/** The table from image reference to local entry file (relative to the root) of every program that is built. */
export function buildImageTable(root: string, workspaces: readonly Workspace[]): Record<string, unknown> {
  const rows = workspaces.flatMap(({ folder, version, program }) => {
    if (!program || !existsSync(join(root, folder, program.entry))) return [];
    const row = { entry: `${folder}/${program.entry}`, nodeOptions: program.nodeOptions ?? [] };
    return [[`${program.image}:${version}`, row] as const];
  });
  return Object.fromEntries(rows);
}

/** Writes the table in one step, since a running virtual node may read it at any moment. */
export function writeImageTable(root: string, table: Record<string, unknown>): void {
  const file = join(root, imagesFile);
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(table, undefined, 2)}\n`);
  renameSync(unfinished, file);
}
