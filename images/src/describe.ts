import { relative } from "node:path";
import { repositoryRoot } from "@tochka-rosta/build";
import type { BuiltImage } from "./write-planned.ts";

/** A table of images for the terminal: sizes in MiB, digests shortened. */
export function describeImages(images: readonly BuiltImage[], seconds: number): string {
  const rows = images.map((image) => [
    image.reference.replace("docker.io/", ""),
    mebibytes(image.ownBytes),
    mebibytes(image.bytes),
    mebibytes(image.unpackedBytes),
    image.sha256.slice(0, 12),
    relative(repositoryRoot, image.file),
  ]);
  const table = align([["image", "own MiB", "archive", "unpacked", "sha256", "file"], ...rows]);
  return `${table}\n\n${images.length} images in ${seconds.toFixed(1)} s. Into a cluster's containerd: ctr -n k8s.io images import <file>`;
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

function align(rows: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const isNumber = (column: number) => column >= 1 && column <= 3;
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isNumber(column) ? cell.padStart(width(column)) : cell.padEnd(width(column))))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
