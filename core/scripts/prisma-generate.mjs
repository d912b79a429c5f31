// Generates Prisma's client. Its CLI would download an engine that generating never runs, and that closed networks cannot
// reach; naming any executable in its stead keeps it from trying.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(dirname(createRequire(import.meta.url).resolve("prisma/package.json")), "build", "index.js");
const { status } = spawnSync(process.execPath, [cli, "generate", "--no-hints"], {
  cwd: folder,
  stdio: "inherit",
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  },
});
process.exitCode = status ?? 1;
