import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, inject, test } from "vitest";
import { Cluster, conditionOf, paths } from "../harness/cluster.ts";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { callKubectl } from "@tochka-rosta/testing";
import { registerOwner } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { buildAll } from "@tochka-rosta/build";

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
    await apply(await readFile(join(root, "modules/guestbook/module.yaml"), "utf8"));

    // No tariff has it, so the core would refuse it: the operator of the platform gives it to a tenant by hand.
    const { person } = await registerOwner(platform);
    const cluster = await Cluster.connect(platform.kubeconfigPath);
    const isReady = async (path: string) => conditionOf(await cluster.get(path), "Ready")?.status === "True";
    await waitFor("the tenant", () => isReady(paths.tenant(person.subdomain)));
    await apply(buildInstance(`tenant-${person.subdomain}`));
    await waitFor("the new module", () => isReady(paths.moduleInstance(person.subdomain, "guestbook")));
    await cluster.close();
    const text = await waitForStatus(platform.siteUrl(`guestbook--${person.subdomain}.localhost`), 200);
    expect(text).toContain("<html");
  });
});

async function apply(manifest: string): Promise<void> {
  const answer = await callKubectl(program ?? "", platform.kubeconfigPath, ["apply", "-f", "-"], manifest);
  expect(answer.exitCode, answer.output).toBe(0);
}

function buildInstance(namespace: string): string {
  return `
apiVersion: tochkarosta.online/v1alpha1
kind: ModuleInstance
metadata: { name: guestbook, namespace: ${namespace} }
spec: { module: guestbook }
`;
}

/** A repository with the SDK as it is and one new module, so that the real one stays as it is. */
async function makeRepositoryWith(name: string): Promise<void> {
  await mkdir(join(root, "modules"), { recursive: true });
  for (const shared of ["package.json", "package-lock.json", "node_modules", "tsconfig.json"]) {
    await symlink(join(repository, shared), join(root, shared));
  }
  await cp(join(repository, "packages/build"), join(root, "packages/build"), { recursive: true });
  await symlink(join(repository, "modules/sdk"), join(root, "modules/sdk"));
  const isSource = (path: string) => !path.includes("/dist");
  await cp(join(repository, "modules/template"), join(root, "modules", name), { recursive: true, filter: isSource });
  await replaceIn(join(root, "modules", name, "package.json"), [
    ["@tochka-rosta/template", `@tochka-rosta/${name}`],
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
  const added = JSON.parse(await readFile(join(root, "local/platform/generated/images.json"), "utf8")) as Table;
  expect(Object.keys(added)).toEqual(["tochka-rosta/guestbook:0.1.0"]);
  const table = JSON.parse(await readFile(platform.imageTableFile, "utf8")) as Table;
  for (const [image, row] of Object.entries(added)) {
    table[image] = { ...row, entry: relative(repository, join(root, row.entry)) };
  }
  await writeFile(`${platform.imageTableFile}.new`, JSON.stringify(table));
  await rename(`${platform.imageTableFile}.new`, platform.imageTableFile);
}
