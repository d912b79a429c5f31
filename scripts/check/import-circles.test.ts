import { expect, test } from "vitest";
import { findFileCircles, findFolderCircles, type ImportGraph } from "./import-circles.ts";

const graphOf = (imports: Readonly<Record<string, readonly string[]>>): ImportGraph => new Map(Object.entries(imports));

test("files that import each other, directly or through others, are one circle; the rest are none", () => {
  const graph = graphOf({ "a.ts": ["b.ts"], "b.ts": ["c.ts"], "c.ts": ["a.ts"], "d.ts": ["a.ts"] });
  expect(findFileCircles(graph)).toEqual([["a.ts", "b.ts", "c.ts"]]);
});

test("folders whose files import each other are a circle though no file is in one; a folder and those below it are not", () => {
  const graph = graphOf({
    "x/src/a/one.ts": ["x/src/b/two.ts"],
    "x/src/b/two.ts": [],
    "x/src/b/three.ts": ["x/src/a/four.ts"],
    "x/src/a/four.ts": ["x/src/shared.ts"],
    "x/src/shared.ts": ["x/src/c/five.ts"],
    "x/src/c/five.ts": ["x/src/shared.ts"],
  });
  expect(findFileCircles(graph)).toEqual([["x/src/c/five.ts", "x/src/shared.ts"]]);
  expect(findFolderCircles(graph)).toEqual([["x/src/a", "x/src/b"]]);
});
