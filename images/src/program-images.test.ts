import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { buildImages } from "./build-images.ts";
import { listEntries } from "./list-entries.ts";
import { listProgramImages } from "./program-images.ts";

function makeRepository(program: object, files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "program-images-"));
  const all = {
    "package.json": JSON.stringify({ name: "r", version: "0", workspaces: ["modules/*"] }),
    "modules/quiz/package.json": JSON.stringify({ name: "@r/quiz", version: "0.3.0", tochkaRosta: program }),
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

const bundle = { image: "tochka-rosta/quiz", entry: "dist/main.mjs" };

test("a new module's image is its bundle and nothing more, without a list", () => {
  const root = makeRepository(bundle, { "modules/quiz/dist/main.mjs": "", "modules/quiz/dist/built.inputs": "" });
  const [image] = listProgramImages(root);
  expect(image).toEqual({
    name: "quiz",
    repository: "tochka-rosta/quiz",
    version: "0.3.0",
    isModule: true,
    files: [{ source: "modules/quiz/dist/main.mjs", target: "/app/main.mjs" }],
    entry: "/app/main.mjs",
    nodeOptions: [],
  });
  expect(listEntries(root, "quiz", image?.files ?? []).map(({ path }) => path)).toEqual(["/app/main.mjs"]);
});

test("a list brings folders, those with a dot in front too, and the entry is found below them", () => {
  const files = { out: "." };
  const root = makeRepository(
    { ...bundle, entry: "out/server/main.mjs", files, packages: ["@native/addon"] },
    {
      "modules/quiz/out/server/main.mjs": "",
      "modules/quiz/out/.next/BUILD_ID": "",
      "node_modules/@native/addon/index.js": "",
    },
  );
  const [image] = listProgramImages(root);
  expect(image?.entry).toBe("/app/server/main.mjs");
  const paths = listEntries(root, "quiz", image?.files ?? []).map(({ path }) => path);
  expect(paths.sort()).toEqual([
    "/app/.next/BUILD_ID",
    "/app/node_modules/@native/addon/index.js",
    "/app/server/main.mjs",
  ]);
});

test("a list without the entry, and a listed file that is not there, are refused by name", () => {
  const withoutEntry = makeRepository({ ...bundle, files: { "dist/other.mjs": "other.mjs" } });
  expect(() => listProgramImages(withoutEntry)).toThrow("modules/quiz/dist/main.mjs is the entry of an image");
  const unbuilt = makeRepository(bundle);
  const [image] = listProgramImages(unbuilt);
  expect(() => listEntries(unbuilt, "quiz", image?.files ?? [])).toThrow(
    "The image of quiz needs modules/quiz/dist/main.mjs, which does not exist: run `npm run build`.",
  );
});

test("an unknown image is refused with the names that there are", async () => {
  await expect(buildImages({ names: ["core", "shopp"] })).rejects.toThrow(
    /no image "shopp"\. The images are: operator, core, .*shop, .*trial-postgresql, trial-redis\./,
  );
});
