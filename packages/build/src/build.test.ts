import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { buildAll } from "./build-all.ts";
import { addModule, makeRepository, write } from "./testing/make-repository.ts";
import { readWorkspaces, withDependencies } from "./workspaces.ts";

async function buildAndListSteps(root: string): Promise<string[]> {
  const steps: string[] = [];
  await buildAll({ root, onStep: (name, state) => void (state !== "running" && steps.push(`${name}: ${state}`)) });
  return steps;
}

describe("a build", () => {
  test("bundles a program that runs and lists its image", async () => {
    const root = makeRepository();
    expect(await buildAndListSteps(root)).toEqual(["Build one: done"]);
    expect(JSON.parse(readFileSync(join(root, "local/platform/generated/images.json"), "utf8"))).toEqual({
      "tochka-rosta/one:0.1.0": { entry: "modules/one/dist/main.mjs", nodeOptions: ["--max-semi-space-size=1"] },
    });
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, "modules/one/dist/main.mjs")]);
    expect(stdout).toBe("one function string\n");
  });

  test("does nothing the second time, and again what a change of its own or an imported package makes stale", async () => {
    const root = makeRepository();
    await buildAndListSteps(root);
    expect(await buildAndListSteps(root)).toEqual(["Build one: fresh"]);
    write(root, "base/src/index.ts", "export {};");
    expect(await buildAndListSteps(root)).toEqual(["Build one: done"]);
    write(root, "modules/one/src/main.test.ts", "a test does not count");
    expect(await buildAndListSteps(root)).toEqual(["Build one: fresh"]);
  });

  test("asked for twice at once is done once", async () => {
    const root = makeRepository();
    const steps = await Promise.all([buildAndListSteps(root), buildAndListSteps(root)]);
    expect(steps.flat().sort()).toEqual(["Build one: done", "Build one: fresh"]);
  });

  test("that fails leaves nothing that looks built, and says where it failed", async () => {
    const root = makeRepository();
    await buildAndListSteps(root);
    write(root, "modules/one/src/main.ts", "const = 1;");
    await expect(buildAndListSteps(root)).rejects.toThrow("main.ts");
    await expect(buildAndListSteps(root)).rejects.toThrow("main.ts");
  });

  test("goes on with the other programs when one fails", async () => {
    const root = makeRepository();
    addModule(root, "two", "");
    write(root, "modules/one/src/main.ts", "const = 1;");
    const steps: string[] = [];
    const onStep = (name: string, state: string) => void (state !== "running" && steps.push(`${name}: ${state}`));
    await expect(buildAll({ root, onStep })).rejects.toThrow("main.ts");
    expect(steps).toEqual(["Build one: failed", "Build two: done"]);
  });

  test("of one program leaves the others as they are, and an unknown one is answered with those that there are", async () => {
    const root = makeRepository();
    addModule(root, "two", "");
    const steps: string[] = [];
    const onStep = (name: string, state: string) => void (state !== "running" && steps.push(`${name}: ${state}`));
    await buildAll({ root, onStep, only: ["two"] });
    expect(steps).toEqual(["Build two: done"]);
    await expect(buildAll({ root, only: ["three"] })).rejects.toThrow(
      "There is no program three. There are: one, two.",
    );
  });

  test("lays what a program needs of an npm package beside its bundle", async () => {
    const root = makeRepository();
    write(root, "node_modules/@scope/pages/package.json", '{ "name": "@scope/pages" }');
    write(root, "node_modules/@scope/pages/static/page.html", "<p>");
    const manifest = readFileSync(join(root, "modules/one/package.json"), "utf8");
    const copies = '"copies":{"dist/pages":"@scope/pages/static"},';
    write(root, "modules/one/package.json", manifest.replace('"entry"', `${copies}"entry"`));
    await buildAndListSteps(root);
    expect(readFileSync(join(root, "modules/one/dist/pages/page.html"), "utf8")).toBe("<p>");
  });

  test("a freshly copied module is built without being named anywhere", async () => {
    const root = makeRepository();
    addModule(root, "two", "");
    expect(await buildAndListSteps(root)).toEqual(["Build one: done", "Build two: done"]);
  });
});

test("a workspace's own dependencies come before it, each once", () => {
  const workspaces = readWorkspaces(makeRepository());
  const one = workspaces.find(({ name }) => name.endsWith("one"));
  expect(one && withDependencies(one, workspaces).map(({ folder }) => folder)).toEqual(["base", "modules/one"]);
});
