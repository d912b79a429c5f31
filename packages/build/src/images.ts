import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isProgram, type ProgramWorkspace, type Workspace } from "./workspaces.ts";

/** Where the virtual node looks images up, relative to the root. */
export const imagesFile = "local/platform/generated/images.json";

/** The table of `npm run dev`, where programs that reload themselves run from source; relative to the root. */
export const developmentImagesFile = "local/platform/generated/images.development.json";

/** The reference by which pods name the image of a program of this working copy. */
export function imageOf({ program, version }: ProgramWorkspace): string {
  return `${program.image}:${version}`;
}

/** The table from image reference to local entry file (relative to the root) of every program that is built. */
export function buildImageTable(
  root: string,
  workspaces: readonly Workspace[],
  { isDevelopment = false } = {},
): Record<string, unknown> {
  const rows = workspaces.filter(isProgram).flatMap((workspace) => {
    const { entry, nodeOptions = [] } = (isDevelopment && workspace.program.development) || workspace.program;
    const file = `${workspace.folder}/${entry}`;
    return existsSync(join(root, file)) ? [[imageOf(workspace), { entry: file, nodeOptions }] as const] : [];
  });
  return Object.fromEntries(rows);
}

/** Writes a table in one step, since a running virtual node may read it at any moment. */
export function writeImageTable(root: string, table: Record<string, unknown>, tableFile = imagesFile): void {
  const file = join(root, tableFile);
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(table, undefined, 2)}\n`);
  renameSync(unfinished, file);
}
