import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { build, stop, type OutputFile } from "esbuild";

// CommonJS packages inside an ES module bundle still ask for these three.
const commonJsBanner = [
  'import { createRequire as createBundleRequire } from "node:module";',
  "const require = createBundleRequire(import.meta.url);",
  "const bundleFilename = import.meta.filename, bundleDirname = import.meta.dirname;",
].join("\n");

/** What {@link bundleProgram} makes of which sources; paths are relative to `folder` unless absolute. */
export interface BundleOptions {
  readonly folder: string;
  /** From each file to make to its source, e.g. `{ "dist/main.mjs": "src/main.ts" }`. All lie in one folder. */
  readonly entries: Readonly<Record<string, string>>;
  /**
   * Whether what is imported on demand, or by several entries, gets files of its own in `chunks/` beside them; the image then needs that
   * folder as well. What a program never asks for then costs it nothing: V8 keeps the source text of all that is in the entry.
   */
  readonly splitting?: boolean;
}

/**
 * Bundles a program into ES modules for Node 24. Native add-ons stay outside. The files of the last bundle stay until this one is whole:
 * a program that runs goes on when its sources are broken.
 * @throws Error whose message holds esbuild's own lines.
 */
export async function bundleProgram({ folder, entries, splitting = false }: BundleOptions): Promise<void> {
  const [first = ""] = Object.keys(entries);
  const outdir = dirname(resolve(folder, first));
  const names = Object.entries(entries).map(([file, source]) => ({
    in: resolve(folder, source),
    out: basename(file, extname(file)),
  }));
  const { outputFiles } = await build({
    entryPoints: names,
    outdir,
    outExtension: { ".js": extname(first) },
    chunkNames: "chunks/[name]-[hash]",
    splitting,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    banner: { js: commonJsBanner },
    define: { __filename: "bundleFilename", __dirname: "bundleDirname" },
    external: ["@node-rs/argon2", "pg-native", "@img/sharp-*"],
    // V8 keeps the source text: minified, an idle shop holds 24 MiB of its own instead of 29, a doorman 35 instead of 42.
    minify: true,
    // Names of classes and functions are worth their bytes in a stack trace, but not once per instance.
    keepNames: basename(dirname(folder)) !== "modules",
    legalComments: "none",
    logLevel: "silent",
    write: false,
  });
  await replaceFiles(outdir, outputFiles);
}

/** Ends esbuild's process, which would stay as long as this one; the next bundle starts another. */
export function endBundler(): Promise<void> {
  return stop();
}

/** Chunks first, since the entries import them; those of the last bundle go when nothing imports them any more. */
async function replaceFiles(outdir: string, files: readonly OutputFile[]): Promise<void> {
  const chunks = join(outdir, "chunks");
  const isChunk = ({ path }: OutputFile) => dirname(path) === chunks;
  const [inChunks, entries] = [files.filter(isChunk), files.filter((file) => !isChunk(file))];
  await mkdir(inChunks.length > 0 ? chunks : outdir, { recursive: true });
  for (const { path, contents } of [...inChunks, ...entries]) {
    // In one step: a program may be starting from it at this moment.
    await writeFile(`${path}.new`, contents);
    await rename(`${path}.new`, path);
  }
  const kept = new Set(inChunks.map(({ path }) => basename(path)));
  const present = await readdir(chunks).catch(() => []);
  for (const name of present.filter((file) => !kept.has(file))) await rm(join(chunks, name), { force: true });
}
