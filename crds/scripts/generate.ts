import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildManifestFiles } from "../src/manifests.ts";
import { buildReasonsReference } from "../src/reasons-reference.ts";

const manifests = join(import.meta.dirname, "../manifests");
await mkdir(manifests, { recursive: true });
for (const [name, text] of buildManifestFiles()) await writeFile(join(manifests, name), text);

const reference = join(import.meta.dirname, "../../docs/reference");
await mkdir(reference, { recursive: true });
await writeFile(join(reference, "conditions.md"), buildReasonsReference());
