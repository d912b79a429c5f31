// Builds the standalone server: Next traces what the server needs, and what browsers load is laid beside it.
import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const dashboard = dirname(import.meta.dirname);
const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
const standalone = join(dashboard, ".next", "standalone", "dashboard");

rmSync(join(dashboard, ".next", "standalone"), { recursive: true, force: true });
execFileSync(process.execPath, [next, "build"], {
  cwd: dashboard,
  stdio: "inherit",
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
});
cpSync(join(dashboard, ".next", "static"), join(standalone, ".next", "static"), { recursive: true });
cpSync(join(dashboard, "scripts", "main.mjs"), join(standalone, "main.mjs"));
