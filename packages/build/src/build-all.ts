import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundleProgram, type BundleOptions } from "./bundle.ts";
import { buildImageTable, writeImageTable } from "./images.ts";
import { withLock } from "@tochka-rosta/testing";
import { runScript } from "./run-script.ts";
import { fingerprint, isFresh, writeStamp } from "./stamp.ts";
import { readWorkspaces, repositoryRoot, titleOf, withDependencies } from "./workspaces.ts";
import type { Program, Workspace } from "./workspaces.ts";

/** Told at each step's beginning and end; a fresh step is told once, as "fresh". Seconds since the step began. */
export type StepListener = (name: string, state: "running" | "done" | "fresh" | "failed", seconds: number) => void;

/** Options of {@link buildAll}. */
export interface BuildOptions {
  readonly root?: string;
  readonly onStep?: StepListener;
}

interface Step {
  readonly name: string;
  /** Made by the step; absolute. */
  readonly output: string;
  /** File that remembers the inputs of the last success; absolute. */
  readonly stamp: string;
  /** Fingerprint of all that goes in. */
  readonly inputs: string;
  run(): Promise<void>;
}

/**
 * Builds every program that is stale and writes the image table. A failure does not keep the others from being built. Two builds of one
 * checkout wait for each other: suites that run side by side each ask for what they need.
 * @throws Error that holds the tools' own output of every step that failed.
 */
export async function buildAll({ root = repositoryRoot, onStep = () => undefined }: BuildOptions = {}): Promise<void> {
  await mkdir(join(root, "dist"), { recursive: true });
  await withLock(
    join(root, "dist", "build.lock"),
    (holder) => console.log(`waiting for another build: ${holder} …`),
    () => buildStale(root, onStep),
  );
}

async function buildStale(root: string, onStep: StepListener): Promise<void> {
  await prepareSources({ root, onStep });
  const workspaces = readWorkspaces(root);
  const failures: string[] = [];
  for (const workspace of workspaces) {
    if (!workspace.program) continue;
    const building = runStep(planProgram(root, workspace, workspace.program, workspaces), onStep);
    await building.catch((error: unknown) => failures.push(error instanceof Error ? error.message : String(error)));
  }
  writeImageTable(root, buildImageTable(root, workspaces));
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
}

/** Makes what sources import but nobody commits (Prisma's client), so that type check, tests and bundles find it. */
export async function prepareSources({
  root = repositoryRoot,
  onStep = () => undefined,
}: BuildOptions = {}): Promise<void> {
  for (const workspace of readWorkspaces(root)) {
    if (workspace.scripts["prebuild"]) await runStep(planPreparation(root, workspace), onStep);
  }
}

/** A workspace's `prebuild` makes what its sources import (core: Prisma's client). */
function planPreparation(root: string, { folder, scripts, name }: Workspace): Step {
  return {
    name: `Prepare ${name}`,
    output: join(root, folder, "src", "generated"),
    stamp: join(root, folder, "dist", "prepared.inputs"),
    inputs: fingerprint(root, [folder, "package-lock.json"], /\/src\//),
    run: async () => void (await runScript(root, folder, scripts["prebuild"] ?? "")),
  };
}

function planProgram(root: string, workspace: Workspace, program: Program, all: readonly Workspace[]): Step {
  const folders = withDependencies(workspace, all).map(({ folder }) => folder);
  const ownScript = workspace.scripts["build"];
  const output = join(root, workspace.folder, program.entry);
  return {
    name: `Build ${titleOf(workspace)}`,
    output,
    stamp: join(root, workspace.folder, "dist", "built.inputs"),
    inputs: fingerprint(root, [...folders, ...sharedInputs]),
    run: async () => {
      await rm(output, { force: true });
      if (ownScript) await runScript(root, workspace.folder, ownScript);
      else await bundleProgram(planBundle(join(root, workspace.folder), program));
    },
  };
}

/** A program whose image holds the folder of chunks is split. */
function planBundle(folder: string, { entry, files = {} }: Program): BundleOptions {
  const chunks = join(dirname(entry), "chunks");
  return { folder, entries: { [entry]: "src/main.ts" }, splitting: chunks in files };
}

const sharedInputs = ["package-lock.json", "packages/build/src"];

async function runStep(step: Step, onStep: StepListener): Promise<void> {
  if (isFresh(step.stamp, step.output, step.inputs)) return onStep(step.name, "fresh", 0);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  onStep(step.name, "running", 0);
  try {
    await step.run();
  } catch (error) {
    onStep(step.name, "failed", seconds());
    throw error;
  }
  writeStamp(step.stamp, step.inputs);
  onStep(step.name, "done", seconds());
}
