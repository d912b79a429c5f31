import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildManifestFiles } from "../src/manifests.ts";

const folder = join(import.meta.dirname, "../manifests");
await mkdir(folder, { recursive: true });
for (const [name, text] of buildManifestFiles()) await writeFile(join(folder, name), text);
