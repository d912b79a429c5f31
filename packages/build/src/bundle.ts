import { basename, dirname, join } from "node:path";
import { build } from "esbuild";

// CommonJS packages inside an ES module bundle still ask for these three.
const commonJsBanner = [
  'import { createRequire as createBundleRequire } from "node:module";',
  "const require = createBundleRequire(import.meta.url);",
  "const bundleFilename = import.meta.filename, bundleDirname = import.meta.dirname;",
].join("\n");

/**
 * Bundles a program (`source`, src/main.ts unless told) into one ES module for Node 24. Native add-ons stay outside.
 * @throws Error whose message holds esbuild's own lines.
 */
export async function bundleProgram(options: { folder: string; entry: string; source?: string }): Promise<void> {
  await build({
    entryPoints: [join(options.folder, options.source ?? "src/main.ts")],
    outfile: join(options.folder, options.entry),
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
    keepNames: basename(dirname(options.folder)) !== "modules",
    legalComments: "none",
    logLevel: "silent",
  });
}
