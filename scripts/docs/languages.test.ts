import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot as root } from "@tochka-rosta/build";
import { expect, test } from "vitest";
import { listBlocks, listCode, listFigures, listHeadingLevels, listPages, listRows } from "./read-page.ts";

/** What owners, platform operators and module authors read exists in both languages; what only contributors read does not have to. */
const required = [
  "README.md",
  ...globSync("docs/guides/*.md", { cwd: root, exclude: ["**/*.ru.md", "**/debugging.md"] }),
  "docs/reference/api.md",
  "modules/sdk/README.md",
  "modules/template/README.md",
];

const inRussian = (page: string) => page.replace(/\.md$/, ".ru.md");
const read = (page: string) => readFileSync(join(root, page), "utf8");
const pairs = listPages(root)
  .filter((page) => !page.endsWith(".ru.md") && existsSync(join(root, inRussian(page))))
  .map((page) => [page, read(page), read(inRussian(page))] as const);

/** Commands, settings and paths; the pages' links to each other differ by design. */
const codeOf = (text: string) =>
  listCode(text)
    .filter((code) => /^[\x20-\x7e]+$/.test(code))
    .sort();

/** Blocks without the remarks behind commands, which are for people. */
const commandsOf = (text: string) => listBlocks(text).map((block) => block.replace(/\s{2,}# .*$/gm, ""));

test("every page for owners, platform operators and module authors exists in Russian", () => {
  expect(required.filter((page) => !existsSync(join(root, inRussian(page))))).toEqual([]);
});

test.each(pairs)("%s has the same headings in both languages", (_, english, russian) => {
  expect(listHeadingLevels(russian)).toEqual(listHeadingLevels(english));
});

test.each(pairs)("%s has the same commands in both languages", (_, english, russian) => {
  expect(commandsOf(russian)).toEqual(commandsOf(english));
  expect(codeOf(russian)).toEqual(codeOf(english));
});

test.each(pairs)("%s has the same figures in its tables in both languages", (_, english, russian) => {
  const figures = (text: string) => listRows(text).map((cells) => cells.flatMap(listFigures).sort());
  expect(figures(russian)).toEqual(figures(english));
});
