import type { SharedLayers } from "../image-plan.ts";

/** What a trial image is planned from. */
export interface TrialContext {
  readonly root: string;
  readonly shared: SharedLayers;
  readonly tag: string;
  readonly log: (line: string) => void;
}
