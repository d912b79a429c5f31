import { join } from "node:path";
import { buildAll, repositoryRoot } from "@tochka-rosta/build";
import type { ImagePlan, SharedLayers } from "./image-plan.ts";
import { planProgramImage } from "./image-plan.ts";
import { listEntries } from "./list-entries.ts";
import { listProgramImages } from "./program-images.ts";
import { makeBaseLayer, makeNodeLayer } from "./shared-layers.ts";
import { readRootVersion, trialImages } from "./trial/images.ts";
import { writePlannedImage } from "./write-planned.ts";
import type { BuiltImage } from "./write-planned.ts";

/** Options of {@link buildImages}. */
export interface ImageOptions {
  /** Short names, e.g. `core`; all when not given. */
  readonly names?: readonly string[];
  /** Instead of the version: for tests of upgrades. The archive is then called `<name>-<tag>.tar`. */
  readonly tag?: string;
  readonly log?: (line: string) => void;
}

/** Where archives are written, relative to the root. */
export const imageFolder = "dist/images";

type Log = (line: string) => void;

/** Makes the plan of one image once the layers below are there. */
type Planner = (shared: SharedLayers, tag: string | undefined) => Promise<ImagePlan>;

/**
 * Builds stale programs and writes their images to `dist/images/<name>.tar`; what has not changed is left as it is.
 * @throws Error for an unknown name, with the names that there are; ImageToolError when this machine cannot make images.
 */
export async function buildImages({ names, tag, log = () => undefined }: ImageOptions = {}): Promise<BuiltImage[]> {
  const chosen = chooseImages(repositoryRoot, names, log);
  if (chosen.some(({ isProgram }) => isProgram)) await buildPrograms(log);
  const shared = await makeSharedLayers(log);
  const built: BuiltImage[] = [];
  for (const { name, plan } of chosen) {
    const { fresh, ...image } = await writeImage(await plan(shared, tag), tag);
    log(`Image ${name}: ${fresh ? "up to date" : "written"}`);
    built.push(image);
  }
  return built;
}

/** The layers below every image of ours; made once a machine. */
export async function makeSharedLayers(log: Log): Promise<SharedLayers> {
  return { base: await makeBaseLayer(log), node: await makeNodeLayer(repositoryRoot) };
}

/** Writes a planned image to the folder of images. */
export async function writeImage(plan: ImagePlan, tag?: string): Promise<BuiltImage & { readonly fresh: boolean }> {
  const file = `${plan.name}${tag === undefined ? "" : `-${tag}`}.tar`;
  return writePlannedImage(plan, join(repositoryRoot, imageFolder, file));
}

/** Plans one image from what is built already below a root, e.g. a copy of this one. */
export async function planImage(root: string, name: string, tag?: string): Promise<ImagePlan> {
  const log = () => undefined;
  const [chosen] = chooseImages(root, [name], log);
  if (!chosen) throw new Error(`There is no image "${name}".`);
  return chosen.plan(await makeSharedLayers(log), tag);
}

function chooseImages(root: string, names: readonly string[] | undefined, log: Log) {
  const known = listPlanners(root, log);
  const unknown = names?.filter((name) => !known.some((image) => image.name === name)) ?? [];
  if (unknown.length > 0) {
    const list = known.map(({ name }) => name).join(", ");
    throw new Error(`There is no image "${unknown.join('", "')}". The images are: ${list}.`);
  }
  return names ? known.filter(({ name }) => names.includes(name)) : known;
}

function listPlanners(root: string, log: Log): { name: string; isProgram: boolean; plan: Planner }[] {
  const programs = listProgramImages(root).map((image) => ({
    name: image.name,
    isProgram: true,
    plan: (shared: SharedLayers, tag: string | undefined) =>
      Promise.resolve(planProgramImage(image, listEntries(root, image.name, image.files), shared, tag)),
  }));
  const trials = trialImages.map(({ name, plan }) => ({
    name,
    isProgram: false,
    plan: (shared: SharedLayers, tag: string | undefined) =>
      plan({ root, shared, tag: tag ?? readRootVersion(root), log }),
  }));
  return [...programs, ...trials];
}

async function buildPrograms(log: Log): Promise<void> {
  await buildAll({
    onStep: (name, state, seconds) => {
      if (state === "done") log(`${name}: done (${seconds.toFixed(1)} s)`);
    },
  });
}
