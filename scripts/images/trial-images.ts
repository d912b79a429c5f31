import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImagePlan, SharedLayers } from "./image-plan.ts";

/** What a trial image is planned from. */
export interface TrialContext {
  readonly root: string;
  readonly shared: SharedLayers;
  readonly tag: string | undefined;
  readonly log: (line: string) => void;
}

/** Servers for trials of the chart; they bear the version of the repository. */
export const trialImages: readonly { name: string; plan: (context: TrialContext) => Promise<ImagePlan> }[] = [];

/** The root package's version. */
export function readRootVersion(root: string): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
}
