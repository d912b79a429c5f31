import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { sampleModule } from "./sample-module.ts";
import { startTestSite } from "./test-site.ts";

const templateFolder = fileURLToPath(new URL("../../../template/", import.meta.url));

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "new-module-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the guide tells an author to do: copy the folder, change the name in package.json and module.yaml. */
async function copyAndRename(name: string): Promise<void> {
  const isSource = (path: string): boolean =>
    !/\/(dist|node_modules)(\/|$)/.test(path.slice(templateFolder.length - 1));
  await cp(templateFolder, folder, { recursive: true, filter: isSource });
  // In a checkout npm's workspaces provide this; the copy here lies outside.
  const modules = createRequire(import.meta.url)
    .resolve("esbuild/package.json")
    .replace(/\/esbuild\/package\.json$/, "");
  await symlink(modules, join(folder, "node_modules"));
  for (const file of ["package.json", "module.yaml"]) {
    const text = await readFile(join(folder, file), "utf8");
    await writeFile(join(folder, file), text.replaceAll("template", name));
  }
}

test("a copy with another name builds, serves, and knows what it is called", async () => {
  await copyAndRename("guestbook");
  expect(await readFile(join(folder, "module.yaml"), "utf8")).toContain("image: tochka-rosta/guestbook\n");
  const outfile = join(folder, "dist", "main.mjs");
  await build({
    entryPoints: [join(folder, "src", "main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    logLevel: "silent",
    banner: { js: 'import { createRequire as make } from "node:module"; const require = make(import.meta.url);' },
  });

  // Another module's site lends its mounts: a database and an identity, as the platform would give them.
  const site = await startTestSite(sampleModule, inject("postgresUrl"));
  const child = spawn(process.execPath, [outfile], {
    env: { HOST: "127.0.0.1", PORT: "0", ...site.mounts },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let output = "";
      child.stdout.on("data", (data: Buffer) => {
        output += data.toString();
        const listening = /Server listening at (http:[^"]+)"/.exec(output);
        if (listening?.[1] && output.includes('"msg":"ready"')) resolve(listening[1]);
      });
      child.once("exit", () => reject(new Error(`the copy ended: ${output}`)));
    });
    const health = (await (await fetch(`${url}/health`)).json()) as object;
    expect(health).toEqual({ status: "ok", module: "guestbook", version: "0.1.0" });
    expect(await (await fetch(url)).text()).toContain("Здесь пока пусто");
  } finally {
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    await site.stop();
  }
});
