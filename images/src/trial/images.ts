import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImagePlan } from "../image-plan.ts";
import { planTrialPostgres } from "./postgresql.ts";
import { planTrialRedis } from "./redis.ts";
import type { TrialContext } from "./context.ts";

interface TrialImage {
  readonly name: string;
  readonly plan: (context: TrialContext) => Promise<ImagePlan>;
}

/**
 * Servers for trials of the chart, never for real owners: one process, no backups, no failover. Where images can be pulled, the
 * official ones serve as well.
 */
export const trialImages: readonly TrialImage[] = [
  { name: "trial-postgresql", plan: planTrialPostgres },
  { name: "trial-redis", plan: planTrialRedis },
];

/** The root package's version, which trial images bear. */
export function readRootVersion(root: string): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
}
