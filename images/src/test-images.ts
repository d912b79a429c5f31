import { readdirSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "@tochka-rosta/build";
import { makeSharedLayers, writeImage } from "./build-images.ts";
import { planProgramImage } from "./image-plan.ts";
import type { ProgramImage } from "./program-images.ts";
import { listEntries } from "./list-entries.ts";
import { readRootVersion } from "./trial/images.ts";
import type { BuiltImage } from "./write-planned.ts";

/** Modules that misbehave on purpose, for tests of a real cluster; one folder each. */
const folder = "e2e/real-cluster/images";

/** Writes the images `tochka-rosta/test-…` that no installation has; the tag is the repository's version. */
export async function buildTestImages({ log = () => undefined }: { log?: (line: string) => void } = {}) {
  const shared = await makeSharedLayers(log);
  const built: BuiltImage[] = [];
  for (const image of listTestImages(repositoryRoot)) {
    const entries = listEntries(repositoryRoot, image.name, image.files);
    const { fresh, ...written } = await writeImage(planProgramImage(image, entries, shared));
    log(`Image ${image.name}: ${fresh ? "up to date" : "written"}`);
    built.push(written);
  }
  return built;
}

function listTestImages(root: string): ProgramImage[] {
  return readdirSync(join(root, folder)).map((name) => ({
    name,
    repository: `tochka-rosta/${name}`,
    version: readRootVersion(root),
    isModule: true,
    files: [{ source: `${folder}/${name}/main.ts`, target: "/app/main.ts" }],
    entry: "/app/main.ts",
    nodeOptions: [],
  }));
}
