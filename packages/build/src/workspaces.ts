import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { withPictures } from "./pictures.ts";
import type { Program } from "./program.ts";

/** One npm workspace as its package.json describes it. */
export interface Workspace {
  /** `@tochka-rosta/…` */
  readonly name: string;
  readonly version: string;
  /** Folder relative to the root, e.g. `modules/shop`. */
  readonly folder: string;
  readonly scripts: Readonly<Record<string, string>>;
  /** Names of our own packages that this one imports. */
  readonly ownDependencies: readonly string[];
  /** Present when the workspace is a program that runs as an image. */
  readonly program?: Program;
}

/** A workspace that runs as an image. */
export type ProgramWorkspace = Workspace & { readonly program: Program };

interface PackageJson {
  name: string;
  version: string;
  workspaces?: string[];
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  tochkaRosta?: Program;
}

/** Every workspace below the root, a freshly copied module included, in the order of the root's `workspaces`. */
export function readWorkspaces(root: string): Workspace[] {
  const patterns = readPackageJson(root).workspaces ?? [];
  const folders = patterns.flatMap((pattern) => globSync(pattern, { cwd: root }).sort());
  return folders
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map((folder) => readWorkspace(root, folder));
}

/** Whether a workspace runs as an image. */
export function isProgram(workspace: Workspace): workspace is ProgramWorkspace {
  return workspace.program !== undefined;
}

/** The workspace and, before it, every own package it imports, directly or through another. */
export function withDependencies(workspace: Workspace, all: readonly Workspace[]): Workspace[] {
  const found = new Set<Workspace>();
  const visit = (current: Workspace) => {
    if (found.has(current)) return;
    found.add(current);
    all.filter(({ name }) => current.ownDependencies.includes(name)).forEach(visit);
  };
  visit(workspace);
  return [...found].reverse();
}

/** A short name for people: `shop`, `operator`. */
export function titleOf(workspace: Workspace): string {
  return basename(workspace.folder);
}

/** The repository's root, seen from this file. */
export const repositoryRoot = dirname(dirname(dirname(import.meta.dirname)));

function readWorkspace(root: string, folder: string): Workspace {
  const { name, version, scripts = {}, dependencies = {}, tochkaRosta } = readPackageJson(join(root, folder));
  return {
    name,
    version,
    folder,
    scripts,
    ownDependencies: Object.keys(dependencies).filter((dependency) => dependency.startsWith("@tochka-rosta/")),
    ...(tochkaRosta && { program: withPictures(tochkaRosta) }),
  };
}

function readPackageJson(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageJson;
}
