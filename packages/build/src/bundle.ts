import { rm } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { build } from "esbuild";

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
 * Bundles a program into ES modules for Node 24. Native add-ons stay outside.
 * @throws Error whose message holds esbuild's own lines.
 */
export async function bundleProgram({ folder, entries, splitting = false }: BundleOptions): Promise<void> {
  const [first = ""] = Object.keys(entries);
  const outdir = dirname(resolve(folder, first));
  await rm(join(outdir, "chunks"), { recursive: true, force: true });
  const names = Object.entries(entries).map(([file, source]) => ({
    in: resolve(folder, source),
    out: basename(file, extname(file)),
  }));
  await build({
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
    external: ["@node-rs/argon2", "pg-native"],
    // V8 keeps the source text: minified, an idle shop holds 24 MiB of its own instead of 29, a doorman 35 instead of 42.
    minify: true,
    // Names of classes and functions are worth their bytes in a stack trace, but not once per instance.
    keepNames: basename(dirname(folder)) !== "modules",
    legalComments: "none",
    logLevel: "silent",
  });
}
