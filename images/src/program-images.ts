import { type Program, readWorkspaces, titleOf, type Workspace } from "@tochka-rosta/build";

/** The image of a program of this repository, as its package.json describes it. */
export interface ProgramImage {
  /** Short name, e.g. `shop`. */
  readonly name: string;
  /** `tochka-rosta/shop` */
  readonly repository: string;
  readonly version: string;
  /** Whether it is one of the modules that owners rent. */
  readonly isModule: boolean;
  /** From a path relative to the repository's root to one in the image. */
  readonly files: readonly ImageFile[];
  /** Absolute path in the image. */
  readonly entry: string;
  readonly nodeOptions: readonly string[];
}

/** A file or a whole folder that goes into an image. */
export interface ImageFile {
  readonly source: string;
  /** Absolute path in the image. */
  readonly target: string;
}

/** Images of every workspace that is a program, a freshly copied module included. */
export function listProgramImages(root: string): ProgramImage[] {
  return readWorkspaces(root).flatMap((workspace) =>
    workspace.program ? [describe(workspace, workspace.program)] : [],
  );
}

function describe(workspace: Workspace, program: Program): ProgramImage {
  const { folder, version } = workspace;
  const files = listImageFiles(folder, program);
  return {
    name: titleOf(workspace),
    repository: program.image,
    version,
    isModule: folder.startsWith("modules/"),
    files,
    entry: findEntry(`${folder}/${program.entry}`, files),
    nodeOptions: program.nodeOptions ?? [],
  };
}

/** What goes into a program's image: of its own folder, then the npm packages that stay outside its bundle. */
export function listImageFiles(folder: string, program: Program): ImageFile[] {
  const { entry, files = { [entry]: "main.mjs" } } = program;
  const own = Object.entries(files).map(([source, target]) => ({
    source: `${folder}/${source}`,
    target: target === "." ? "/app" : `/app/${target}`,
  }));
  return [...own, ...listPackages(program)];
}

function listPackages({ packages = [] }: Program): ImageFile[] {
  return packages.map((name) => ({ source: `node_modules/${name}`, target: `/app/node_modules/${name}` }));
}

function findEntry(entry: string, files: readonly ImageFile[]): string {
  const holder = files.find(({ source }) => entry === source || entry.startsWith(`${source}/`));
  if (!holder) throw new Error(`${entry} is the entry of an image whose list of files does not hold it.`);
  return holder.target + entry.slice(holder.source.length);
}
