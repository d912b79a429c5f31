import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Paths that are made, installed or tests: no program is built from them. */
export const neverInputs =
  /(^|\/)(node_modules|dist|\.next|\.local|test-results|coverage|next-env\.d\.ts)(\/|$)|\.test\.tsx?$|\.tsbuildinfo$/;

/** Fingerprint of the contents of all source files below these folders (and of these single files), tests left out. */
export function fingerprint(root: string, paths: readonly string[], ignore?: RegExp): string {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => listFiles(root, path, ignore)).sort()) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Whether the output exists and the stamp says that it was made from inputs with this fingerprint. */
export function isFresh(stamp: string, output: string, inputs: string): boolean {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === inputs && existsSync(output);
}

/** Remembers what was built from these inputs. */
export function writeStamp(stamp: string, inputs: string): void {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, inputs);
}

function listFiles(root: string, path: string, ignore: RegExp | undefined): string[] {
  const isInput = (file: string) => !neverInputs.test(file) && !ignore?.test(file);
  if (statSync(join(root, path)).isFile()) return [path];
  return globSync("**", {
    cwd: join(root, path),
    withFileTypes: true,
    exclude: (entry) => neverInputs.test(entry.name),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter(isInput);
}
