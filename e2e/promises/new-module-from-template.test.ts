import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { Cluster, conditionOf, paths } from "../harness/cluster.ts";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { callKubectl } from "@tochka-rosta/testing";
import { enter, makeFounder } from "../harness/founder.ts";
import { activate, expectStatus, inventPerson, registerOwner, waitUntilLive, type Instance } from "../harness/owner.ts";
import { enterAdmin } from "../harness/shop.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { buildAll } from "@tochka-rosta/build";

const repository = join(import.meta.dirname, "../..");
const platform = sharedPlatform();
const program = inject("kubectl");
const root = await mkdtemp(join(tmpdir(), "tochka-rosta-new-module-"));
afterAll(() => rm(root, { recursive: true, force: true }));

describe.skipIf(program === null)("by the five steps of modules/template/README.md (needs kubectl)", () => {
  beforeAll(async () => {
    await makeRepositoryWith("guestbook");
    await buildAll({ root });
    await addImages();
    await apply(await readFile(join(root, "modules/guestbook/module.yaml"), "utf8"));
  }, 300_000);

  test("a copy with another name is sold by the founder and activated by its owner, with nothing else touched", async () => {
    await sell("master", "guestbook");
    const { api, person } = await registerOwner(platform, "master");
    const { id } = await activate(api, "guestbook");
    const site = await waitUntilLive(api, id);
    expect(site.url).toBe(platform.siteUrl(`guestbook--${person.subdomain}.localhost`));
    expect(await waitForStatus(site.url, 200)).toContain("<html");
    expect((await (await enterAdmin(api, site)).open("/admin")).status).toBe(200);
  });

  test("an instance of it that is applied with kubectl becomes its owner's site, whose pages open", async () => {
    const { api, person } = await registerOwner(platform);
    const cluster = await Cluster.connect(platform.kubeconfigPath);
    const isReady = async (path: string) => conditionOf(await cluster.get(path), "Ready")?.status === "True";
    await waitFor("the tenant", () => isReady(paths.tenant(person.subdomain)));
    await cluster.close();
    await apply(buildInstance(`tenant-${person.subdomain}`));
    const adopted = await waitFor("the owner's site", async () => {
      const { body } = await api.get<Instance[]>("/api/modules/instances");
      return body.find(({ module }) => module === "guestbook");
    });
    const site = await waitUntilLive(api, adopted.id);
    expect((await (await enterAdmin(api, site)).open("/admin")).status).toBe(200);
  });
});

/** What the founder's screen does: the tariff's modules, and one more. */
async function sell(tariff: string, module: string): Promise<void> {
  const founder = inventPerson();
  const { api: asOwner } = await registerOwner(platform, "base", founder);
  await makeFounder(platform, founder);
  const api = await enter(platform, founder);
  await waitFor("the catalogue", async () => {
    const { body } = await asOwner.get<{ code: string }[]>("/api/modules");
    return body.some(({ code }) => code === module);
  });
  const { body } = await api.get<{ id: string; code: string; modules: string[] }[]>("/api/billing/tariffs");
  const found = body.find(({ code }) => code === tariff);
  const modules = [...(found?.modules ?? []), module];
  await expectStatus(api.send("PATCH", `/api/founder/tariffs/${found?.id}`, { modules }), 200);
}

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
