import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { lockBuilds, prepareWorkspaces } from "./build-all.ts";
import { buildImageTable, developmentImagesFile, imageOf, writeImageTable } from "./images.ts";
import { neverInputs } from "./stamp.ts";
import { planProgram, runStep } from "./steps.ts";
import { watchFolders } from "./watch-folders.ts";
import {
  isProgram,
  readWorkspaces,
  repositoryRoot,
  titleOf,
  withDependencies,
  type ProgramWorkspace,
  type Workspace,
} from "./workspaces.ts";

/** A program that was built again and is not what it was. */
export interface RebuiltProgram {
  /** E.g. `shop`. */
  readonly name: string;
  /** The reference by which pods name it. */
  readonly image: string;
  /** `performance.now()` at the change that made it stale. */
  readonly changedAt: number;
}

/** Options of {@link watchPrograms}. */
export interface WatchProgramsOptions {
  readonly root?: string;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Told of programs one by one, each as soon as it is built. The next changes are built when all of it has settled. */
  onRebuilt(program: RebuiltProgram): Promise<void>;
  /** A program, or the working copy itself (`name` undefined), could not be built: what was built last stays. */
  onFailure(name: string | undefined, error: Error): void;
  /** Files that no rebuild takes up, each batch of changes with its own. Paths relative to the root. */
  onChange?(paths: readonly string[]): Promise<void> | void;
}

/** Editors write a file in several steps, and a checkout writes many: this long nothing may happen before a build begins. */
const quietMilliseconds = 40;

/**
 * Builds the programs whose sources change until the signal aborts. A change during a build is built after it. What comes out the same
 * as before is not reported.
 */
export async function watchPrograms(options: WatchProgramsOptions): Promise<void> {
  const { root = repositoryRoot, signal } = options;
  const changes = new Changes();
  const stop = watchFolders(root, listFolders(root), { ignore: neverInputs, onChange: (path) => changes.add(path) });
  const onAbort = () => changes.end();
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    // What changed since the last build, such as while the platform was starting.
    await rebuild(root, { paths: undefined, changedAt: performance.now() }, options);
    for (let batch = await changes.next(); batch; batch = await changes.next()) {
      await rebuild(root, batch, options);
    }
  } finally {
    stop();
    signal.removeEventListener("abort", onAbort);
  }
}

/** Changed paths that nothing was done about yet. */
interface Batch {
  /** Undefined: any file may have changed. */
  readonly paths: readonly string[] | undefined;
  /** Of the last of them. */
  readonly changedAt: number;
}

class Changes {
  #paths = new Set<string>();
  #changedAt = 0;
  #isEnded = false;
  #wake: () => void = () => undefined;

  add(path: string): void {
    this.#paths.add(path);
    this.#changedAt = performance.now();
    this.#wake();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** Waits for changes and for the quiet after them; undefined at the end. */
  async next(): Promise<Batch | undefined> {
    while (!this.#isEnded) {
      const wait = this.#changedAt + quietMilliseconds - performance.now();
      if (this.#paths.size === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
      else if (wait > 0) await sleep(wait);
      else {
        const batch = { paths: [...this.#paths], changedAt: this.#changedAt };
        this.#paths = new Set();
        return batch;
      }
    }
    return undefined;
  }
}

async function rebuild(root: string, batch: Batch, options: WatchProgramsOptions): Promise<void> {
  try {
    const workspaces = readWorkspaces(root);
    const touched = workspaces.filter(isProgram).filter((program) => isTouched(program, workspaces, batch.paths));
    const reports = await lockBuilds(root, () =>
      Promise.all(touched.map((program) => rebuildAndReport(root, program, workspaces, batch, options))),
    );
    await Promise.all(reports.map(({ done }) => done));
    if (batch.paths) await options.onChange?.(batch.paths);
  } catch (error) {
    options.onFailure(undefined, toError(error));
  }
}

/** Settles when the program is built; `done`, when its listener has done what it does with it. */
async function rebuildAndReport(
  root: string,
  program: ProgramWorkspace,
  all: readonly Workspace[],
  { changedAt }: Batch,
  options: WatchProgramsOptions,
): Promise<{ done: Promise<void> }> {
  try {
    if (!(await rebuildProgram(root, program, all))) return { done: Promise.resolve() };
    writeImageTable(root, buildImageTable(root, all));
    writeImageTable(root, buildImageTable(root, all, { isDevelopment: true }), developmentImagesFile);
    return { done: options.onRebuilt({ name: titleOf(program), image: imageOf(program), changedAt }) };
  } catch (error) {
    options.onFailure(titleOf(program), toError(error));
    return { done: Promise.resolve() };
  }
}

/** @returns whether the program is another one than before */
async function rebuildProgram(root: string, program: ProgramWorkspace, all: readonly Workspace[]): Promise<boolean> {
  await prepareWorkspaces(root, withDependencies(program, all), () => undefined);
  const step = planProgram(root, program, all);
  const before = await hashFile(step.output);
  await runStep(step, () => undefined);
  return (await hashFile(step.output)) !== before;
}

/** The entry names its chunks by their contents, so it stands for all of the bundle. */
async function hashFile(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes && createHash("sha256").update(bytes).digest("hex");
}

function isTouched(
  program: ProgramWorkspace,
  all: readonly Workspace[],
  paths: readonly string[] | undefined,
): boolean {
  if (program.program.development) return false;
  if (!paths) return true;
  const folders = withDependencies(program, all).map(({ folder }) => `${folder}/`);
  return paths.some((path) => folders.some((folder) => path.startsWith(folder)));
}

/** Every folder that holds sources of programs, or may come to hold some. */
function listFolders(root: string): string[] {
  const workspaces = readWorkspaces(root);
  const sources = workspaces.filter(isProgram).flatMap((program) => withDependencies(program, workspaces));
  const tops = sources.map(({ folder }) => folder.split("/", 1)[0] ?? folder);
  return [...new Set(tops)];
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
