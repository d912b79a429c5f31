import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { buildAll } from "./build-all.ts";
import { addModule, makeRepository, write } from "./testing/make-repository.ts";
import { watchPrograms } from "./watch-programs.ts";

let stop = new AbortController();
beforeEach(() => void (stop = new AbortController()));
afterEach(() => stop.abort());

/** A built repository that is watched, with what its listeners were told. */
async function watchRepository() {
  const root = makeRepository();
  write(root, "modules/one/src/main.ts", 'import { text } from "@tochka-rosta/base";\nconsole.log(text);');
  write(root, "node_modules/@tochka-rosta/base/package.json", '{ "exports": "./index.ts" }');
  write(root, "node_modules/@tochka-rosta/base/index.ts", 'export { text } from "../../../base/src/index.ts";');
  write(root, "base/src/index.ts", 'export const text = "first";');
  addModule(root, "two", "console.log(2);");
  await buildAll({ root });
  const rebuilt: string[] = [];
  const failures: string[] = [];
  const changed: string[] = [];
  const done = watchPrograms({
    root,
    signal: stop.signal,
    onRebuilt: ({ image }) => Promise.resolve(void rebuilt.push(image)),
    onFailure: (name, { message }) => void failures.push(`${name}: ${message}`),
    onChange: (paths) => void changed.push(...paths),
  });
  await vi.waitFor(() => expect(existsSync(join(root, "dist/build.lock"))).toBe(false));
  return { root, rebuilt, failures, changed, end: () => (stop.abort(), done) };
}

const programOf = (root: string, name: string) => readFileSync(join(root, `modules/${name}/dist/main.mjs`), "utf8");
const settings = { timeout: 10_000, interval: 20 };

describe("watched programs", () => {
  test("are built again when a source of theirs changes, or one of a package they import; others are not", async () => {
    const { root, rebuilt, end } = await watchRepository();
    write(root, "base/src/index.ts", 'export const text = "second";');
    await vi.waitFor(() => expect(rebuilt).toEqual(["tochka-rosta/one:0.1.0"]), settings);
    expect(programOf(root, "one")).toContain("second");
    write(root, "modules/two/src/main.ts", "console.log(3);");
    await vi.waitFor(() => expect(rebuilt).toEqual(["tochka-rosta/one:0.1.0", "tochka-rosta/two:0.1.0"]), settings);
    await end();
  });

  test("with an error keep their last build, and the next good change is built", async () => {
    const { root, rebuilt, failures, end } = await watchRepository();
    const before = programOf(root, "two");
    write(root, "modules/two/src/main.ts", "const = 1;");
    await vi.waitFor(() => expect(failures.join()).toMatch(/^two: [^]*main\.ts/), settings);
    expect(programOf(root, "two")).toBe(before);
    write(root, "modules/two/src/main.ts", "console.log(4);");
    await vi.waitFor(() => expect(rebuilt).toEqual(["tochka-rosta/two:0.1.0"]), settings);
    await end();
  });

  test("are found when an editor renames a file over another, and in folders made later", async () => {
    const { root, rebuilt, end } = await watchRepository();
    const source = join(root, "modules/two/src/main.ts");
    for (const [index, text] of ["console.log(5);", "console.log(6);"].entries()) {
      writeFileSync(`${source}~`, text);
      renameSync(`${source}~`, source);
      await vi.waitFor(() => expect(rebuilt).toHaveLength(index + 1), settings);
    }
    mkdirSync(join(root, "modules/two/src/deep/er"), { recursive: true });
    write(root, "modules/two/src/deep/er/text.ts", "export const text = 7;");
    write(root, "modules/two/src/main.ts", 'import { text } from "./deep/er/text.ts";\nconsole.log(text);');
    await vi.waitFor(() => expect(rebuilt).toHaveLength(3), settings);
    write(root, "modules/two/src/deep/er/text.ts", "export const text = 8;");
    await vi.waitFor(() => expect(rebuilt).toHaveLength(4), settings);
    await end();
  });

  test("are not reported when what comes out is the same, and files that no build takes up are", async () => {
    const { root, rebuilt, changed, end } = await watchRepository();
    write(root, "modules/two/src/main.ts", "// A comment.\nconsole.log(2);");
    write(root, "modules/two/module.yaml", "kind: Module");
    await vi.waitFor(() => expect(changed).toContain("modules/two/module.yaml"), settings);
    expect(rebuilt).toEqual([]);
    await end();
  });

  test("that are copied meanwhile are built and named in the table of images", async () => {
    const { root, rebuilt, end } = await watchRepository();
    const isSource = (path: string) => !path.endsWith("dist");
    cpSync(join(root, "modules/two"), join(root, "modules/three"), { recursive: true, filter: isSource });
    write(
      root,
      "modules/three/package.json",
      readFileSync(join(root, "modules/two/package.json"), "utf8").replaceAll("two", "three"),
    );
    await vi.waitFor(() => expect(rebuilt).toContain("tochka-rosta/three:0.1.0"), settings);
    expect(readFileSync(join(root, "local/platform/generated/images.json"), "utf8")).toContain(
      "tochka-rosta/three:0.1.0",
    );
    rmSync(join(root, "modules/three"), { recursive: true });
    await end();
  });

  test("changed while another build runs are built after it", async () => {
    const { root, rebuilt, end } = await watchRepository();
    for (let count = 10; count < 40; count += 1) {
      write(root, "modules/two/src/main.ts", `console.log(${count});`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await vi.waitFor(() => expect(programOf(root, "two")).toContain("39"), settings);
    expect(new Set(rebuilt)).toEqual(new Set(["tochka-rosta/two:0.1.0"]));
    await end();
  });
});
