import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildCustomResourcesReference } from "./custom-resources.ts";
import { buildStatus } from "./status.ts";
import { listExportedNames, renderExportedNames } from "./exported-names.ts";

const packages = [
  {
    file: "controller-runtime.md",
    entry: "packages/controller-runtime/src/index.ts",
    title: "controller-runtime",
    lead: "Every name that `@tochka-rosta/controller-runtime` exports. How they fit together: [its README](../../packages/controller-runtime/README.md).",
  },
  {
    file: "sdk.md",
    entry: "modules/sdk/src/index.ts",
    title: "SDK",
    lead: "Every name that a module may import of `@tochka-rosta/sdk`. How they fit together: [its README](../../modules/sdk/README.md).",
  },
  {
    file: "sdk-testing.md",
    entry: "modules/sdk/src/testing/index.ts",
    title: "SDK for tests",
    lead: "Every name of `@tochka-rosta/sdk/testing`.",
  },
] as const;

/** Writes the references that are made from sources as a whole; those of one workspace are written by its own `generate`. */
export function writeReferences(root: string): void {
  const folder = join(root, "docs/reference");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "custom-resources.md"), buildCustomResourcesReference(root));
  writeFileSync(join(root, "docs/status.md"), buildStatus(root));
  for (const { file, entry, title, lead } of packages) {
    writeFileSync(join(folder, file), renderExportedNames(title, lead, listExportedNames(root, join(root, entry))));
  }
}
