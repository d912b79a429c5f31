import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";

const repository = join(import.meta.dirname, "../..");

/** A copy of this working copy that tests may change. */
export interface RepositoryCopy {
  readonly root: string;
  /**
   * Replaces a text wherever the sources below these folders have it, as an editor would: another file is renamed over the old one.
   * @throws Error when no source has it
   */
  replace(folders: readonly string[], from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}

/** Tests are left out: they are no program's, and the suites that run meanwhile must not find them twice. */
const neverCopied =
  /(^|\/)(node_modules|\.next|\.local|test-results|coverage)(\/|$)|^(dist|e2e|docs|dashboard\/dist)(\/|$)|\.test\.tsx?$/;

/**
 * Copies sources and built programs below `dist/` of this working copy. Dependencies are hard links there: Next refuses symbolic ones
 * that lead out of the repository.
 */
export async function copyRepository(): Promise<RepositoryCopy> {
  await mkdir(join(repository, "dist"), { recursive: true });
  const root = await mkdtemp(join(repository, "dist", "copy-"));
  const { workspaces } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as {
    workspaces: string[];
  };
  const folders = workspaces.map((pattern) => pattern.split("/", 1)[0] ?? pattern);
  for (const name of new Set([...folders, "scripts", "package.json", "package-lock.json", "tsconfig.json"])) {
    await copyTree(name, root);
  }
  await linkTree("node_modules", root);
  for (const folder of folders) await linkTree(join(folder, "node_modules"), root).catch(() => undefined); // Most have none.
  return {
    root,
    replace: (...edit) => replaceIn(root, ...edit),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function copyTree(name: string, root: string): Promise<void> {
  const isCopied = (path: string) => !neverCopied.test(relative(repository, path));
  if (!isCopied(join(repository, name))) return;
  await cp(join(repository, name), join(root, name), { recursive: true, filter: isCopied });
}

async function linkTree(name: string, root: string): Promise<void> {
  const links = process.platform === "linux" ? ["-al"] : ["-a"];
  await promisify(execFile)("cp", [...links, join(repository, name), join(root, name)]);
}

async function replaceIn(root: string, folders: readonly string[], from: string, to: string): Promise<void> {
  let count = 0;
  for (const folder of folders) {
    for (const file of await listSources(join(root, folder))) {
      const text = await readFile(file, "utf8");
      if (!text.includes(from)) continue;
      await writeFile(`${file}~`, text.replaceAll(from, to));
      await rename(`${file}~`, file);
      count += 1;
    }
  }
  if (count === 0) throw new Error(`No source below ${folders.join(", ")} has the text ${JSON.stringify(from)}.`);
}

async function listSources(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(ts|tsx|json|yaml)$/.test(entry.name));
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/\/(dist|node_modules|\.next)\//.test(relative(folder, file)));
}
