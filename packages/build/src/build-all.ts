import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "@tochka-rosta/testing";
import { endBundler } from "./bundle.ts";
import { buildImageTable, developmentImagesFile, writeImageTable } from "./images.ts";
import { planPreparation, planProgram, runStep, type Step, type StepListener } from "./steps.ts";
import { isFresh } from "./stamp.ts";
import { isProgram, readWorkspaces, repositoryRoot, titleOf, withDependencies } from "./workspaces.ts";
import type { ProgramWorkspace, Workspace } from "./workspaces.ts";

/** Options of {@link buildAll}. */
export interface BuildOptions {
  readonly root?: string;
  readonly onStep?: StepListener;
  /** Names of programs, e.g. `shop`; every program when there are none. */
  readonly only?: readonly string[];
  /** For `npm run dev`: programs that reload their own sources are left out, and run from source. */
  readonly isDevelopment?: boolean;
}

/**
 * Builds every program that is stale and writes the image table. A failure does not keep the others from being built. Two builds of one
 * checkout wait for each other: suites that run side by side each ask for what they need.
 * @throws Error that names all programs when one of `only` is unknown; else one with the tools' own output of every step that failed
 */
export async function buildAll(options: BuildOptions = {}): Promise<void> {
  const { root = repositoryRoot } = options;
  await lockBuilds(root, () => buildStale(root, options)).finally(endBundler);
}

/** Does `work` while no other process builds this checkout. */
export async function lockBuilds<T>(root: string, work: () => Promise<T>): Promise<T> {
  await mkdir(join(root, "dist"), { recursive: true });
  return withLock(
    join(root, "dist", "build.lock"),
    (holder) => console.log(`waiting for another build: ${holder} …`),
    work,
  );
}

async function buildStale(root: string, options: BuildOptions): Promise<void> {
  const { onStep = () => undefined, only = [], isDevelopment = false } = options;
  const workspaces = readWorkspaces(root);
  const programs = selectPrograms(workspaces.filter(isProgram), only);
  const sources = new Set(programs.flatMap((program) => withDependencies(program, workspaces)));
  await prepareWorkspaces(root, sources, onStep);
  const failures: string[] = [];
  for (const workspace of programs) {
    if (isDevelopment && workspace.program.development) continue;
    const step = planProgram(root, workspace, workspaces);
    await runFromScratch(step, onStep).catch((error: unknown) =>
      failures.push(error instanceof Error ? error.message : String(error)),
    );
  }
  writeImageTable(root, buildImageTable(root, workspaces));
  if (isDevelopment) writeImageTable(root, buildImageTable(root, workspaces, { isDevelopment }), developmentImagesFile);
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
}

/** What failed leaves nothing that looks built. */
async function runFromScratch(step: Step, onStep: StepListener): Promise<void> {
  if (!isFresh(step.stamp, step.output, step.inputs)) await rm(step.output, { force: true });
  await runStep(step, onStep);
}

function selectPrograms(programs: readonly ProgramWorkspace[], only: readonly string[]): readonly ProgramWorkspace[] {
  const known = programs.map(titleOf);
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no program ${unknown.join(", ")}. There are: ${known.join(", ")}.`);
  }
  return only.length === 0 ? programs : programs.filter((program) => only.includes(titleOf(program)));
}

/** Makes what sources import but nobody commits (Prisma's client), so that type check, tests and bundles find it. */
export async function prepareSources({
  root = repositoryRoot,
  onStep = () => undefined,
}: BuildOptions = {}): Promise<void> {
  await prepareWorkspaces(root, readWorkspaces(root), onStep);
}

/** Makes what the sources of these workspaces import but nobody commits. */
export async function prepareWorkspaces(
  root: string,
  workspaces: Iterable<Workspace>,
  onStep: StepListener,
): Promise<void> {
  for (const workspace of workspaces) {
    if (workspace.scripts["prebuild"]) await runStep(planPreparation(root, workspace), onStep);
  }
}
