// Builds the standalone server: Next traces what the server needs, and what browsers load is laid beside it.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { makeReproducible, planEnvironment } from "./reproducible.ts";

const dashboard = dirname(import.meta.dirname);
const root = dirname(dashboard);
const environment = planEnvironment(root);
const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
const standalone = join(dashboard, ".next", "standalone");
// Next empties its own folder at every build, so what a running server may still read from lies outside it.
const builds = join(dashboard, "dist", "standalone");
const buildsKept = 3;

// A link since the first build: only the link goes, and Next makes a folder in its place.
rmSync(standalone, { recursive: true, force: true });
execFileSync(process.execPath, [next, "build"], {
  cwd: dashboard,
  stdio: "inherit",
  env: { ...process.env, ...environment, NEXT_TELEMETRY_DISABLED: "1" },
});
const server = join(standalone, "dashboard");
cpSync(join(dashboard, ".next", "static"), join(server, ".next", "static"), { recursive: true });
cpSync(join(dashboard, "scripts", "main.mjs"), join(server, "main.mjs"));
// Half of what Next traces: a library that makes pictures smaller, which pages without optimised pictures never load.
for (const unused of ["@img", "sharp"])
  rmSync(join(standalone, "node_modules", unused), { recursive: true, force: true });
makeReproducible(server, { root, buildId: environment.DASHBOARD_BUILD_ID });

// Each build keeps its folder: a running server reads its pages from it when they are first asked for.
const build = join(builds, String(Date.now()));
mkdirSync(builds, { recursive: true });
renameSync(standalone, build);
symlinkSync(relative(dirname(standalone), build), standalone);
for (const old of readdirSync(builds).sort().slice(0, -buildsKept)) {
  rmSync(join(builds, old), { recursive: true, force: true });
}
