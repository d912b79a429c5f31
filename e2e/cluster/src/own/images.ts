import { createHash } from "node:crypto";
import { join } from "node:path";
import { imageFormat, makeLayer, writeImageArchive } from "@tochka-rosta/images";
import { markUsed } from "./programs.ts";
import type { Program } from "./programs.ts";

/** What containerd starts for every pod's namespaces. */
export const pauseImage = "docker.io/tochka-rosta-cluster/pause:1";
/** Listens, dials and asks over HTTP: what packet tests put into pods. */
export const echoImage = "docker.io/tochka-rosta-cluster/echo:1";
export const coreDnsImage = "docker.io/tochka-rosta-cluster/coredns:1";
export const traefikImage = "docker.io/tochka-rosta-cluster/traefik:1";

interface ImageOfProgram {
  readonly reference: string;
  readonly program: "small" | "coredns" | "traefik";
  readonly entrypoint: readonly string[];
}

const images: readonly ImageOfProgram[] = [
  { reference: pauseImage, program: "small", entrypoint: ["/small", "pause"] },
  { reference: echoImage, program: "small", entrypoint: ["/small"] },
  { reference: coreDnsImage, program: "coredns", entrypoint: ["/coredns"] },
  { reference: traefikImage, program: "traefik", entrypoint: ["/traefik"] },
];

/**
 * Writes the images of the cluster's own programs beside their binaries, those that are not there yet. Each is one static binary
 * in one layer.
 * @returns their archives.
 */
export async function writeProgramImages(
  programs: Readonly<Record<ImageOfProgram["program"], Program>>,
  folder: string,
): Promise<readonly string[]> {
  const archives: string[] = [];
  for (const { reference, program, entrypoint } of images) {
    const { path, fileName } = programs[program];
    const name = reference.slice(reference.lastIndexOf("/") + 1).replace(":", "-");
    const config = { entrypoint, user: "65532:65532" };
    const key = createHash("sha256")
      .update(JSON.stringify([imageFormat, config]))
      .digest("hex")
      .slice(0, 8);
    const file = join(folder, `${name}-${key}-of-${fileName}.tar`);
    archives.push(file);
    if (await markUsed(file)) continue;
    const layer = await makeLayer([{ path: `/${program}`, content: { file: path }, mode: 0o755 }]);
    await writeImageArchive({ reference, layers: [layer], config, file });
  }
  return archives;
}
