import manifest from "../package.json" with { type: "json" };

/** The version of this program, as its package and its image name it. */
export const version: string = manifest.version;
