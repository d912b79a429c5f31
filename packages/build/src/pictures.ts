import { join } from "node:path";
import { bundleProgram } from "./bundle.ts";
import type { Program } from "./program.ts";

/** The child that decodes pictures for a module, relative to the module's folder. */
const workerFolder = "dist/pictures";

/** Its source, relative to the root. */
const workerSource = "modules/sdk/src/pictures/worker/main.ts";

/** What it loads of native code; all else is in its bundle. */
const nativePackages = ["@img/sharp-linux-x64", "@img/sharp-libvips-linux-x64"];

/** A program that decodes pictures, with what its image needs for it beside the program itself. */
export function withPictures(program: Program): Program {
  if (program.pictures !== true) return program;
  const { entry, files = { [entry]: "main.mjs" }, packages = [] } = program;
  return { ...program, files: { ...files, [workerFolder]: "pictures" }, packages: [...packages, ...nativePackages] };
}

/** Bundles the child into a folder of its own: nothing of the decoders is in the memory of the module. */
export function bundlePictureWorker(root: string, folder: string): Promise<void> {
  const entries = { [`${workerFolder}/main.mjs`]: join(root, workerSource) };
  return bundleProgram({ folder, entries, splitting: true });
}
