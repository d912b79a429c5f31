export { buildAll, prepareSources } from "./build-all.ts";
export { bundleProgram, type BundleOptions } from "./bundle.ts";
export { developmentImagesFile } from "./images.ts";
export { bundlePictureWorker, withPictures } from "./pictures.ts";
export type { Program } from "./program.ts";
export { runScript } from "./run-script.ts";
export { fingerprint } from "./stamp.ts";
export { type RebuiltProgram, watchPrograms, type WatchProgramsOptions } from "./watch-programs.ts";
export { readWorkspaces, repositoryRoot, titleOf, type Workspace } from "./workspaces.ts";
