import { join } from "node:path";
import { repositoryRoot as root } from "@tochka-rosta/build";
import { expect, test } from "vitest";
import { listExportedNames } from "../reference/exported-names.ts";
import { compileExamples } from "./compile-examples.ts";

const names = listExportedNames(root, join(root, "packages/controller-runtime/src/index.ts"));
const source = {
  specifier: "@tochka-rosta/controller-runtime",
  stage: "packages/controller-runtime/examples/stage.ts",
  names,
};

test("every function, class and constant of controller-runtime has an example", () => {
  const values = names.filter(({ kind }) => kind !== "interface" && kind !== "type");
  expect(values.length).toBeGreaterThan(50);
  expect(values.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
});

test("every name of controller-runtime says in a sentence what it is", () => {
  expect(names.filter(({ firstSentence }) => firstSentence === "").map(({ name }) => name)).toEqual([]);
});

test("every example of controller-runtime compiles", () => {
  expect(compileExamples(root, source)).toEqual([]);
}, 120_000);

test("an example that does not compile is found", () => {
  const broken = { ...names[0], name: "broken", examples: ["const text: number = apiVersionOf(greetings);"] };
  const found = compileExamples(root, {
    ...source,
    names: [...names.filter(({ name }) => name === "apiVersionOf"), broken as never],
  });
  expect(found).toEqual([expect.stringContaining("'string' is not assignable to type 'number'")]);
}, 120_000);
