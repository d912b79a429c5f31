import { nonrootUser } from "./base-contents.ts";
import type { SharedLayer } from "./shared-layers.ts";
import type { ImageConfig } from "./oci/write-image.ts";
import type { Layer } from "./oci/layer.ts";
import type { TarEntry } from "./oci/tar.ts";
import type { ProgramImage } from "./program-images.ts";

/** All that decides on the bytes of an image. */
export interface ImagePlan {
  readonly name: string;
  /** Fully qualified. */
  readonly reference: string;
  /** Lowest layers, which other images have too. */
  readonly shared: readonly Layer[];
  /** Finished layers of this image alone. */
  readonly extra: readonly Layer[];
  /** Content of the topmost layer. */
  readonly entries: readonly TarEntry[];
  readonly config: ImageConfig;
}

/** The two layers that every image of a Node program stands on. */
export interface SharedLayers {
  readonly base: SharedLayer;
  readonly node: SharedLayer;
}

/** The image of a program, with the tag of its version unless another is wanted. */
export function planProgramImage(
  image: ProgramImage,
  entries: readonly TarEntry[],
  { base, node }: SharedLayers,
  tag: string = image.version,
): ImagePlan {
  return {
    name: image.name,
    reference: `docker.io/${image.repository}:${tag}`,
    shared: [base, node],
    extra: [],
    entries,
    config: {
      ...buildProgramConfig(image),
      labels: buildLabels({ title: image.name, version: tag, contents: [base, node] }),
    },
  };
}

/** How a program's container starts; the Dockerfile says the same. */
export function buildProgramConfig(image: Pick<ProgramImage, "entry" | "nodeOptions">): ImageConfig {
  return {
    entrypoint: ["/usr/local/bin/node"],
    cmd: [image.entry],
    user: `${nonrootUser.id}:${nonrootUser.id}`,
    workingDir: "/app",
    env: {
      PATH: "/usr/local/bin",
      NODE_ENV: "production",
      ...(image.nodeOptions.length > 0 && { NODE_OPTIONS: image.nodeOptions.join(" ") }),
    },
  };
}

/**
 * Labels that OCI names. There is no revision: a commit that changes nothing in an image must not change its bytes.
 * @see https://github.com/opencontainers/image-spec/blob/main/annotations.md
 */
export function buildLabels(options: {
  readonly title: string;
  readonly version: string;
  readonly contents?: readonly SharedLayer[];
}): Record<string, string> {
  return {
    "org.opencontainers.image.title": `tochka-rosta ${options.title}`,
    "org.opencontainers.image.version": options.version,
    "org.opencontainers.image.vendor": "Точка Роста",
    ...(options.contents && { "tochkarosta.online/base": options.contents.map(({ contents }) => contents).join(", ") }),
  };
}
