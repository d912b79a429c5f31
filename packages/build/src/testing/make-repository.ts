import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A repository with one library `base` and the module `one` that uses it. */
export function makeRepository(): string {
  const root = mkdtempSync(join(tmpdir(), "build-test-"));
  const files: Record<string, string> = {
    "package.json": JSON.stringify({ name: "r", version: "0", workspaces: ["base", "modules/*"] }),
    "package-lock.json": "{}",
    "packages/build/src/marker": "",
    "base/package.json": JSON.stringify({ name: "@tochka-rosta/base", version: "0.1.0" }),
    "base/src/index.ts": "",
    "modules/one/package.json": JSON.stringify({
      name: "@tochka-rosta/module-one",
      version: "0.1.0",
      type: "module",
      dependencies: { "@tochka-rosta/base": "*" },
      tochkaRosta: { image: "tochka-rosta/one", entry: "dist/main.mjs", nodeOptions: ["--max-semi-space-size=1"] },
    }),
    "modules/one/src/main.ts": 'console.log("one", typeof require, typeof __dirname);',
  };
  for (const [file, text] of Object.entries(files)) write(root, file, text);
  return root;
}

/** Writes a file below the root, its folders included. */
export function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** A module like `one` with another name and program. */
export function addModule(root: string, name: string, program: string): void {
  const manifest = readFileSync(join(root, "modules/one/package.json"), "utf8").replaceAll("one", name);
  write(root, `modules/${name}/package.json`, manifest);
  write(root, `modules/${name}/src/main.ts`, program);
}
