// `npm run build -w core`: the program and `setup`, each in one file, and beside it the pages that /docs is made of.
import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundleProgram } from "@tochka-rosta/build";

const folder = dirname(import.meta.dirname);
await bundleProgram({ folder, entry: "dist/main.mjs" });
await bundleProgram({ folder, entry: "dist/setup.mjs", source: "src/setup/main.ts" });
const swaggerUi = dirname(createRequire(import.meta.url).resolve("@fastify/swagger-ui/package.json"));
await cp(join(swaggerUi, "static"), join(folder, "dist", "swagger-ui"), { recursive: true });
