import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Layer } from "./layer.ts";
import { packTar } from "./tar.ts";
import type { TarEntry } from "./tar.ts";

/** How a container of the image starts. */
export interface ImageConfig {
  readonly entrypoint: readonly string[];
  readonly cmd?: readonly string[];
  /** `uid:gid` */
  readonly user: string;
  readonly workingDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Instead of SIGTERM. */
  readonly stopSignal?: string;
}

/** An image to write. */
export interface ImageArchive {
  /** Fully qualified, e.g. `docker.io/tochka-rosta/core:0.1.0`. */
  readonly reference: string;
  /** From the lowest up. */
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
  /** The archive to write. */
  readonly file: string;
}

/** Of the machine that images are made for. */
export const imagePlatform = { architecture: "amd64", os: "linux" } as const;

/** Images bear one fixed time, since the hour of a build would change their bytes. */
export const imageTime = "1970-01-01T00:00:00Z";

/**
 * Writes an image as an OCI layout in a tar that `ctr images import`, `skopeo copy oci-archive:` and `docker load` take.
 * Same layers and config, same bytes.
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export async function writeImageArchive({ reference, layers, config, file }: ImageArchive): Promise<void> {
  const configBlob = jsonBlob(buildConfig(config, layers));
  const manifest = jsonBlob(buildManifest(configBlob, layers));
  const entries: TarEntry[] = [
    { path: "oci-layout", content: json({ imageLayoutVersion: "1.0.0" }) },
    { path: "index.json", content: json(buildIndex(reference, manifest)) },
    { path: "manifest.json", content: json(buildDockerManifest(reference, configBlob, layers)) },
    { path: blobPath(configBlob.digest), content: configBlob.content },
    { path: blobPath(manifest.digest), content: manifest.content },
    ...uniqueLayers(layers).map((layer) => ({ path: blobPath(layer.digest), content: { file: layer.file } })),
  ];
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await pipeline(packTar(entries), createWriteStream(unfinished));
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

interface Blob {
  readonly digest: string;
  readonly content: Buffer;
}

function buildConfig(
  { entrypoint, cmd, user, workingDir, env, labels, stopSignal }: ImageConfig,
  layers: readonly Layer[],
) {
  return {
    ...imagePlatform,
    created: imageTime,
    config: {
      User: user,
      ...(env && { Env: Object.entries(env).map(([name, value]) => `${name}=${value}`) }),
      Entrypoint: entrypoint,
      ...(cmd && { Cmd: cmd }),
      ...(workingDir && { WorkingDir: workingDir }),
      ...(labels && { Labels: labels }),
      ...(stopSignal && { StopSignal: stopSignal }),
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(() => ({ created: imageTime })),
  };
}

function buildManifest(config: Blob, layers: readonly Layer[]) {
  return {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: describe("application/vnd.oci.image.config.v1+json", config.digest, config.content.length),
    layers: layers.map(({ digest, bytes }) => describe("application/vnd.oci.image.layer.v1.tar+gzip", digest, bytes)),
  };
}

function buildIndex(reference: string, manifest: Blob) {
  return {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [
      {
        ...describe("application/vnd.oci.image.manifest.v1+json", manifest.digest, manifest.content.length),
        // containerd names the image by the first of these, skopeo by the second.
        annotations: {
          "io.containerd.image.name": reference,
          "org.opencontainers.image.ref.name": reference.slice(reference.lastIndexOf(":") + 1),
        },
        platform: imagePlatform,
      },
    ],
  };
}

/** Older Docker reads this file and not the index. */
function buildDockerManifest(reference: string, config: Blob, layers: readonly Layer[]) {
  return [
    {
      Config: blobPath(config.digest),
      RepoTags: [reference.replace(/^docker\.io\//, "")],
      Layers: layers.map(({ digest }) => blobPath(digest)),
    },
  ];
}

function describe(mediaType: string, digest: string, size: number) {
  return { mediaType, digest, size };
}

function uniqueLayers(layers: readonly Layer[]): Layer[] {
  return [...new Map(layers.map((layer) => [layer.digest, layer])).values()];
}

function jsonBlob(value: unknown): Blob {
  const content = json(value);
  return { content, digest: `sha256:${createHash("sha256").update(content).digest("hex")}` };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}
