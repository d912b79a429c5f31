import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, inject, test } from "vitest";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { callKubectl } from "../harness/kubectl.ts";
import { activate, registerOwner, waitUntilLive } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { buildAll } from "../../scripts/build/build-all.ts";

const repository = join(import.meta.dirname, "../..");
const platform = sharedPlatform();
const program = inject("kubectl");
const root = await mkdtemp(join(tmpdir(), "tochka-rosta-new-module-"));
afterAll(() => rm(root, { recursive: true, force: true }));

describe.skipIf(program === null)("by the five steps of modules/template/README.md (needs kubectl)", () => {
  test("a copy with another name is built, applied and activated, with nothing else touched", async () => {
    await makeRepositoryWith("guestbook");
    await buildAll({ root });
    await addImages();
    const manifest = join(root, "modules/guestbook/module.yaml");
    expect(await callKubectl(program ?? "", platform.kubeconfigPath, ["apply", "-f", manifest])).toMatchObject({
      exitCode: 0,
    });

    const { api } = await registerOwner(platform, "master");
    await waitFor("the catalogue to offer it", async () => {
      const { body } = await api.get<{ code: string; stage: string }[]>("/api/modules");
      return body.some(({ code, stage }) => code === "guestbook" && stage === "available");
    });
    const { id } = await activate(api, "guestbook");
    const { url } = await waitUntilLive(api, id);
    expect(new URL(url).host).toMatch(/^guestbook--/);
    expect(await waitForStatus(url, 200)).toContain("<html");
  });
});

/** A repository with the SDK as it is and one new module, so that the real one stays as it is. */
async function makeRepositoryWith(name: string): Promise<void> {
  await mkdir(join(root, "modules"), { recursive: true });
  for (const shared of ["package.json", "package-lock.json", "node_modules", "tsconfig.json"]) {
    await symlink(join(repository, shared), join(root, shared));
  }
  await mkdir(join(root, "scripts"));
  await cp(join(repository, "scripts/build"), join(root, "scripts/build"), { recursive: true });
  await symlink(join(repository, "modules/sdk"), join(root, "modules/sdk"));
  const isSource = (path: string) => !path.includes("/dist");
  await cp(join(repository, "modules/template"), join(root, "modules", name), { recursive: true, filter: isSource });
  await replaceIn(join(root, "modules", name, "package.json"), [
    ["@tochka-rosta/module-template", `@tochka-rosta/module-${name}`],
    ["tochka-rosta/template", `tochka-rosta/${name}`],
  ]);
  await replaceIn(join(root, "modules", name, "module.yaml"), [
    ["name: template", `name: ${name}`],
    ["tochka-rosta/template", `tochka-rosta/${name}`],
  ]);
}

async function replaceIn(file: string, changes: readonly (readonly [string, string])[]): Promise<void> {
  const before = await readFile(file, "utf8");
  for (const [from] of changes) expect(before, `${file} has what the README says to change`).toContain(from);
  await writeFile(
    file,
    changes.reduce((text, [from, to]) => text.replaceAll(from, to), before),
  );
}

/** What the build wrote into the new repository's table joins the platform's, with paths as seen from this one. */
async function addImages(): Promise<void> {
  type Table = Record<string, { entry: string; nodeOptions: string[] }>;
  const added = JSON.parse(await readFile(join(root, "local/generated/images.json"), "utf8")) as Table;
  expect(Object.keys(added)).toEqual(["tochka-rosta/guestbook:0.1.0"]);
  const table = JSON.parse(await readFile(platform.imageTableFile, "utf8")) as Table;
  for (const [image, row] of Object.entries(added)) {
    table[image] = { ...row, entry: relative(repository, join(root, row.entry)) };
  }
  await writeFile(`${platform.imageTableFile}.new`, JSON.stringify(table));
  await rename(`${platform.imageTableFile}.new`, platform.imageTableFile);
}
