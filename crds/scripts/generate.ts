import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildManifestFiles } from "../src/manifests.ts";
import { describeProtectedNames } from "../src/protected-names.ts";
import { buildReasonsReference } from "../src/reasons-reference.ts";

const manifests = join(import.meta.dirname, "../manifests");
await mkdir(manifests, { recursive: true });
for (const [name, text] of buildManifestFiles()) await writeFile(join(manifests, name), text);

const names = `${JSON.stringify(describeProtectedNames(), null, 2)}\n`;
await writeFile(join(manifests, "protected-names.json"), names);

const reference = join(import.meta.dirname, "../../docs/reference");
await mkdir(reference, { recursive: true });
await writeFile(join(reference, "conditions.md"), buildReasonsReference());
