import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundleProgram, type BundleOptions } from "./bundle.ts";
import { bundlePictureWorker } from "./pictures.ts";
import { runScript } from "./run-script.ts";
import { fingerprint, isFresh, writeStamp } from "./stamp.ts";
import type { Program } from "./program.ts";
import { titleOf, withDependencies, type ProgramWorkspace, type Workspace } from "./workspaces.ts";

/** Told at each step's beginning and end; a fresh step is told once, as "fresh". Seconds since the step began. */
export type StepListener = (name: string, state: "running" | "done" | "fresh" | "failed", seconds: number) => void;

/** One thing that is made from sources, and only when they changed. */
export interface Step {
  readonly name: string;
  /** Made by the step; absolute. */
  readonly output: string;
  /** File that remembers the inputs of the last success; absolute. */
  readonly stamp: string;
  /** Fingerprint of all that goes in. */
  readonly inputs: string;
  run(): Promise<void>;
}

/** A workspace's `prebuild` makes what its sources import (core: Prisma's client). */
export function planPreparation(root: string, { folder, scripts, name }: Workspace): Step {
  return {
    name: `Prepare ${name}`,
    output: join(root, folder, "src", "generated"),
    stamp: join(root, folder, "dist", "prepared.inputs"),
    inputs: fingerprint(root, [folder, "package-lock.json"], /\/src\//),
    run: async () => void (await runScript(root, folder, scripts["prebuild"] ?? "")),
  };
}

/** Makes the file that an image starts. What is bundled replaces the last output only once it is whole. */
export function planProgram(root: string, workspace: ProgramWorkspace, all: readonly Workspace[]): Step {
  const { folder, program, scripts } = workspace;
  const folders = withDependencies(workspace, all).map((dependency) => dependency.folder);
  const ownScript = scripts["build"];
  return {
    name: `Build ${titleOf(workspace)}`,
    output: join(root, folder, program.entry),
    stamp: join(root, folder, "dist", "built.inputs"),
    inputs: fingerprint(root, [...folders, ...sharedInputs]),
    run: async () => {
      if (ownScript) await runScript(root, folder, ownScript);
      else await bundle(root, join(root, folder), program);
    },
  };
}

const sharedInputs = ["package-lock.json", "packages/build/src"];

async function bundle(root: string, folder: string, program: Program): Promise<void> {
  await bundleProgram(planBundle(folder, program));
  if (program.pictures) await bundlePictureWorker(root, folder);
  for (const [to, from] of Object.entries(program.copies ?? {})) {
    await cp(findInPackage(folder, from), join(folder, to), { recursive: true });
  }
}

/** A program whose image holds the folder of chunks is split. */
function planBundle(
  folder: string,
  { entry, entries = { [entry]: "src/main.ts" }, files = {} }: Program,
): BundleOptions {
  const chunks = join(dirname(entry), "chunks");
  return { folder, entries, splitting: chunks in files };
}

function findInPackage(folder: string, path: string): string {
  const [, name = "", inside = ""] = /^((?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(path) ?? [];
  const manifest = createRequire(join(folder, "package.json")).resolve(`${name}/package.json`);
  return join(dirname(manifest), inside);
}

/** Does a step unless its output is up to date. @throws what the step throws */
export async function runStep(step: Step, onStep: StepListener): Promise<void> {
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
