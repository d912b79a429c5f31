import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryRoot as root } from "@tochka-rosta/build";
import { expect, test } from "vitest";
import { listLinks, listPages } from "./read-page.ts";

test("every link of every page within the repository leads to a file", () => {
  const broken = listPages(root).flatMap((page) =>
    listLinks(readFileSync(join(root, page), "utf8"))
      .filter((target) => !existsSync(join(root, dirname(page), decodeURIComponent(target))))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});
