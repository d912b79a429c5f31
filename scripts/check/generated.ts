import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readWorkspaces, runScript } from "@tochka-rosta/build";
import { copyChartSources } from "../chart/copy-sources.ts";
import { writeSettingsReference } from "./settings-reference.ts";
import { writeReferences } from "../reference/write-references.ts";
import { localPlatformFile, renderLocalPlatform } from "../chart/render-local.ts";

/**
 * Writes every committed generated file again that needs no helm, in the order of the workspaces (a later one may read an earlier
 * one's).
 */
export async function generateAll(root: string, onWorkspace: (name: string) => void = () => undefined): Promise<void> {
  for (const { folder, scripts } of readWorkspaces(root)) {
    if (!scripts["generate"]) continue;
    onWorkspace(folder);
    await runScript(root, folder, scripts["generate"]);
  }
  onWorkspace("charts");
  copyChartSources(root);
  onWorkspace("docs/reference");
  writeSettingsReference(root);
  writeReferences(root);
}

/**
 * Generates and compares with what was there before, so that it works without git and beside other uncommitted changes.
 * @throws Error that names the files which were not fresh.
 */
export async function checkGenerated(root: string): Promise<void> {
  await refuseStale(
    () => readGenerated(root),
    () => generateAll(root),
  );
}

/**
 * Renders the chart as `npm start` applies it, and compares.
 * @throws CannotRunHere without a helm, Error when it was not fresh
 */
export async function checkRendered(root: string): Promise<void> {
  const read = () => new Map([[localPlatformFile, readFileSync(join(root, localPlatformFile), "utf8")]]);
  await refuseStale(read, () => renderLocalPlatform(root));
}

async function refuseStale(read: () => Map<string, string>, generate: () => Promise<void>): Promise<void> {
  const before = read();
  await generate();
  const after = read();
  const stale = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  if (stale.length > 0) throw new Error(`These generated files were not fresh (they are now):\n${stale.join("\n")}`);
}

function readGenerated(root: string): Map<string, string> {
  const files = globSync(
    [
      "crds/manifests/**/*.{yaml,json}",
      "*/generated/**/*.{json,ts}",
      "*/src/*/generated/**/*.ts",
      "packages/*/generated/**/*.css",
      "docs/reference/**/*.md",
      "docs/status.md",
      "charts/*/files/**/*.{yaml,json}",
    ],
    { cwd: root, exclude: (path) => /(^|\/)node_modules$|^local$/.test(path) },
  );
  return new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
}
