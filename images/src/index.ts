export { buildImages } from "./build-images.ts";
export { describeWhyNoImages, ImageToolError } from "./debian/packages.ts";
export { describeImages } from "./describe.ts";
export { writeDockerFiles } from "./dockerfile.ts";
export { imageFormat, makeLayer } from "./oci/layer.ts";
export { writeImageArchive } from "./oci/write-image.ts";
export { listProgramImages } from "./program-images.ts";
export { buildTestImages } from "./test-images.ts";
export { readRootVersion } from "./trial/images.ts";
