// `npm run build -w core`: the program and `setup`, which share their chunks, and next to them the pages that /docs is made of.
import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundleProgram } from "@tochka-rosta/build";

const folder = dirname(import.meta.dirname);
await bundleProgram({
  folder,
  entries: { "dist/main.mjs": "src/main.ts", "dist/setup.mjs": "src/setup/main.ts" },
  splitting: true,
});
const swaggerUi = dirname(createRequire(import.meta.url).resolve("@fastify/swagger-ui/package.json"));
await cp(join(swaggerUi, "static"), join(folder, "dist", "swagger-ui"), { recursive: true });
