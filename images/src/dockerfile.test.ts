import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "@tochka-rosta/build";
import { basePackages } from "./base-contents.ts";
import { fetchPackages, isRightDebian, resolvePackages } from "./debian/packages.ts";
import { renderDockerFiles } from "./dockerfile.ts";
import { listProgramImages } from "./program-images.ts";
import { makeBaseLayer } from "./shared-layers.ts";
import { readLayer } from "./testing.ts";

const files = Object.entries(renderDockerFiles(listProgramImages(repositoryRoot)));

test.each(files)("images/%s is in step with the lists (else: npm run images -- --dockerfile)", (name, text) => {
  expect(readFileSync(join(repositoryRoot, "images", name), "utf8")).toBe(text);
});

test("every file of every list is copied to its place", () => {
  const dockerfile = readFileSync(join(repositoryRoot, "images/Dockerfile"), "utf8");
  const missing = listProgramImages(repositoryRoot).flatMap(({ name, files: listed }) =>
    listed
      .map(({ source, target }) => `COPY ${source} ${target}`)
      .filter((line) => !dockerfile.replaceAll("${MODULE}", name).includes(`\n${line}\n`)),
  );
  expect(missing).toEqual([]);
});

test.skipIf(!(await isRightDebian()))(
  "the Dockerfile's base is the base layer, file by file",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "base-layer-"));
    const packages = join(folder, "packages");
    mkdirSync(packages);
    for (const file of await fetchPackages(await resolvePackages(basePackages))) {
      execFileSync("cp", [file, join(packages, basename(file))]);
    }
    const base = join(folder, "base");
    execFileSync("sh", [join(repositoryRoot, "images/base-layer.sh"), base, packages]);
    const layer = await readLayer(await makeBaseLayer(() => undefined));
    const expected = [...layer].map(([path, { type, mode, link, content }]) => [
      path,
      type,
      mode,
      link,
      content.toString("base64"),
    ]);
    expect(listTree(base)).toEqual(Object.fromEntries(expected.map(([path, ...rest]) => [path, rest])));
  },
  60_000,
);

/** Not readdir's own recursion, which walks through links to folders. */
function listTree(folder: string, below = ""): Record<string, unknown> {
  return Object.assign(
    {},
    ...readdirSync(join(folder, below), { withFileTypes: true }).map((entry): Record<string, unknown> => {
      const name = join(below, entry.name);
      const path = join(folder, name);
      const mode = lstatSync(path).mode & 0o7777;
      if (entry.isDirectory()) return { [name]: ["directory", mode, null, ""], ...listTree(folder, name) };
      if (entry.isSymbolicLink()) return { [name]: ["symlink", 0o777, readlinkSync(path), ""] };
      return { [name]: ["file", mode, null, readFileSync(path).toString("base64")] };
    }),
  ) as Record<string, unknown>;
}
