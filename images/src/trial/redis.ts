import { buildLabels } from "../image-plan.ts";
import type { ImagePlan } from "../image-plan.ts";
import { nonrootUser } from "../base-contents.ts";
import { makePackageLayer } from "../shared-layers.ts";
import type { TrialContext } from "./context.ts";

/** `redis-server` and the libraries it is linked against. */
const packages = [
  "redis-server",
  "redis-tools",
  "libatomic1",
  "libcap2",
  "libgcrypt20",
  "libgpg-error0",
  "libjemalloc2",
  "liblz4-1",
  "liblzf1",
  "liblzma5",
  "libssl3",
  "libsystemd0",
  "libzstd1",
];

/** In Debian the server is a link to the other, which it becomes by its name. */
const programs = ["usr/bin/redis-server", "usr/bin/redis-check-rdb"];

/**
 * Debian's Redis for trials: everything in memory, nothing survives a restart, no password. Whoever can reach its port can use
 * it, so the chart lets only the core reach it; `--requirepass` may be added as an argument.
 */
export async function planTrialRedis({ shared, tag, log }: TrialContext): Promise<ImagePlan> {
  const server = await makePackageLayer("redis", packages, programs, log);
  return {
    name: "trial-redis",
    reference: `docker.io/tochka-rosta/trial-redis:${tag}`,
    shared: [shared.base],
    extra: [server],
    entries: [],
    config: {
      entrypoint: ["/usr/bin/redis-server"],
      cmd: ["--bind", "* -::*", "--protected-mode", "no", "--save", "", "--appendonly", "no", "--dir", "/tmp"],
      user: `${nonrootUser.id}:${nonrootUser.id}`,
      workingDir: "/tmp",
      labels: buildLabels({ title: "trial-redis", version: tag, contents: [shared.base, server] }),
    },
  };
}
