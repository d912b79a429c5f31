import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundlePictureWorker, bundleProgram, readWorkspaces, repositoryRoot } from "@tochka-rosta/build";
import { makeSharedLayers, planImage } from "./build-images.ts";
import { isRightDebian } from "./debian/packages.ts";
import type { ImagePlan } from "./image-plan.ts";
import { readLayer } from "./testing.ts";
import { writePlannedImage } from "./write-planned.ts";

const roots: string[] = [];

/** A root of its own with the programs bundled again, since another suite may be building in the real one. */
async function bundleElsewhere(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "images-root-"));
  roots.push(root);
  const copy = (path: string) => cpSync(join(repositoryRoot, path), join(root, path), { recursive: true });
  copy("package.json");
  for (const { folder } of readWorkspaces(repositoryRoot)) copy(join(folder, "package.json"));
  copy("core/prisma/migrations");
  symlinkSync(join(repositoryRoot, "node_modules"), join(root, "node_modules"));
  cpSync(findInPackages("@fastify/swagger-ui/static"), join(root, "core/dist/swagger-ui"), { recursive: true });
  cpSync(findInPackages("redoc/bundles/redoc.standalone.js"), join(root, "core/dist/redoc/redoc.standalone.js"));
  await bundle(root, "core", { "main.mjs": "src/main.ts", "setup.mjs": "src/setup/main.ts" }, true);
  for (const module of ["modules/shop", "modules/template"]) {
    await bundle(root, module, { "main.mjs": "src/main.ts" });
    await bundlePictureWorker(repositoryRoot, join(root, module));
  }
  return root;
}

async function bundle(root: string, folder: string, sources: Record<string, string>, splitting = false): Promise<void> {
  mkdirSync(join(root, folder, "dist"), { recursive: true });
  const entries = Object.entries(sources).map(([name, source]) => [join(root, folder, "dist", name), source]);
  await bundleProgram({ folder: join(repositoryRoot, folder), entries: Object.fromEntries(entries), splitting });
}

/** A file or folder of a package that core uses, wherever npm laid the package. */
function findInPackages(path: string): string {
  const places = ["core/node_modules", "node_modules"].map((folder) => join(repositoryRoot, folder, path));
  return places.find((place) => existsSync(place)) ?? "";
}

/** Paths of the topmost layer. */
function listOwn({ entries }: ImagePlan): string[] {
  return entries.map(({ path }) => path).sort();
}

function readEntry({ entries }: ImagePlan, wanted: string): string {
  const found = entries.find(({ path }) => path === wanted);
  if (!found || !("content" in found) || Buffer.isBuffer(found.content)) throw new Error(`${wanted} is no file`);
  return readFileSync(found.content.file, "utf8");
}

describe.skipIf(!(await isRightDebian()))("images of this repository", () => {
  let root = "";
  let core: ImagePlan;
  let shop: ImagePlan;
  beforeAll(async () => {
    root = await bundleElsewhere();
    [core, shop] = await Promise.all([planImage(root, "core"), planImage(root, "shop")]);
  }, 120_000);
  afterAll(() => roots.forEach((folder) => rmSync(folder, { recursive: true })));

  test("stand on two layers without a shell or a package manager, owned by root", async () => {
    const { base, node } = await makeSharedLayers(() => undefined);
    const entries = [...(await readLayer(base)), ...(await readLayer(node))].filter(
      ([, { type }]) => type !== "directory",
    );
    const programs = entries.map(([path]) => path).filter((path) => /(^|\/)s?bin\//.test(path));
    expect(programs.sort()).toEqual(["usr/bin/prlimit", "usr/local/bin/node"]);
    expect(entries.filter(([path]) => /(^|\/)(ba|da)?sh$|busybox|apt-get|dpkg$/.test(path))).toEqual([]);
    const isWritable = (mode: number) => (mode & 0o022) !== 0;
    const loose = entries.filter(([, { owner, mode, type }]) => owner !== 0 || (type === "file" && isWritable(mode)));
    expect(loose).toEqual([]);
  }, 60_000);

  test("have the same bytes when the same sources are bundled and packed again elsewhere", async () => {
    const other = await bundleElsewhere();
    for (const [name, first] of [
      ["core", core],
      ["shop", shop],
    ] as const) {
      const plans = [first, await planImage(other, name)];
      const images = await Promise.all(
        plans.map((plan, index) => writePlannedImage(plan, join(roots[index] ?? "", `${name}.tar`))),
      );
      expect(images[1]?.sha256).toBe(images[0]?.sha256);
      expect(images.map(({ fresh }) => fresh)).toEqual([false, false]);
    }
  }, 120_000);

  test("core carries its programs, migrations and the one native add-on, and no Prisma CLI", () => {
    const own = listOwn(core);
    const tops = new Set(
      own.map((path) =>
        path
          .split("/")
          .slice(0, path.includes("node_modules") ? 5 : 3)
          .join("/"),
      ),
    );
    expect([...tops].sort()).toEqual([
      "/app/chunks",
      "/app/main.mjs",
      "/app/node_modules/@node-rs/argon2",
      "/app/node_modules/@node-rs/argon2-linux-x64-gnu",
      "/app/prisma",
      "/app/redoc",
      "/app/setup.mjs",
      "/app/swagger-ui",
    ]);
    expect(own.filter((path) => path.endsWith("migration.sql"))).not.toEqual([]);
    expect(own.filter((path) => /schema-engine|query_engine|prisma\/build/.test(path))).toEqual([]);
  });

  test("a module carries its own program and the child for pictures, whose decoders the program itself has not", async () => {
    const template = await planImage(root, "template");
    const names = [shop, template].map((plan) => listOwn(plan).filter((path) => !/node_modules|chunks/.test(path)));
    const own = ["/app/main.mjs", "/app/pictures/main.mjs"];
    expect(names).toEqual([own, own]);
    const native = listOwn(shop).filter((path) => /\.node$|\.so[.\d]*$/.test(path));
    expect(native.map((path) => path.split("/").slice(3, 5).join("/"))).toEqual([
      "@img/sharp-libvips-linux-x64",
      "@img/sharp-linux-x64",
    ]);
    expect(readEntry(shop, "/app/main.mjs")).not.toMatch(/libheif|VipsForeignLoad/);
    const tables = ["CREATE TABLE shop_order", "CREATE TABLE note"];
    const found = [shop, template].map((plan) =>
      tables.map((table) => readEntry(plan, "/app/main.mjs").includes(table)),
    );
    expect(found).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test("a tag for an upgrade changes the reference and the label, not the layers", async () => {
    const next = await planImage(root, "shop", "0.2.1");
    expect([shop.reference, next.reference].map((reference) => reference.split(":")[1])).toEqual(["0.3.0", "0.2.1"]);
    expect(next.config.labels?.["org.opencontainers.image.version"]).toBe("0.2.1");
    expect(next.entries).toEqual(shop.entries);
  });

  test("containers start node as a user without rights, with the program's own options", () => {
    expect(core.config).toMatchObject({
      entrypoint: ["/usr/local/bin/node"],
      cmd: ["/app/main.mjs"],
      user: "65532:65532",
      workingDir: "/app",
      env: { NODE_ENV: "production", NODE_OPTIONS: "--max-semi-space-size=4 --max-old-space-size=160" },
    });
  });
});
