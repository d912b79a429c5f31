import { readFileSync, readdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isNewEnough, neededGo } from "./go.ts";

test("versions of Go are compared as numbers", () => {
  const versions = ["1.19.8", "1.25.9", "1.9", "1.26.0", "1.26rc1", "1.100", "2.0", "devel-1234abc"];
  expect(versions.filter(isNewEnough)).toEqual(["1.26.0", "1.26rc1", "1.100", "2.0", "devel-1234abc"]);
});

test("no module of the cluster asks for more than what is looked for", () => {
  const modules = join(import.meta.dirname, "..", "..");
  const files = readdirSync(modules)
    .map((name) => join(modules, name, "go.mod"))
    .filter(existsSync);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files)
    expect(readFileSync(file, "utf8")).toMatch(new RegExp(`^go ${neededGo.replace(".", "\\.")}\\.0$`, "m"));
});
