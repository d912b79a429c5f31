import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleProgram } from "../build/bundle.ts";
import { repositoryRoot } from "../build/workspaces.ts";
import { buildImages, makeSharedLayers, planImage } from "./build-images.ts";
import { isRightDebian } from "./debian/packages.ts";
import type { ImagePlan } from "./image-plan.ts";
import { readLayer } from "./testing.ts";
import { writePlannedImage } from "./write-planned.ts";

const log = () => undefined;

/** Paths of the topmost layer. */
function listOwn({ entries }: ImagePlan): string[] {
  return entries.map(({ path }) => path).sort();
}

describe.skipIf(!(await isRightDebian()))("images of this repository", () => {
  let core: ImagePlan;
  let shop: ImagePlan;
  beforeAll(async () => {
    await buildImages({ names: ["core", "shop", "template"] });
    [core, shop] = await Promise.all([planImage("core"), planImage("shop")]);
  }, 240_000);

  test("stand on two layers without a shell or a package manager, owned by root", async () => {
    const { base, node } = await makeSharedLayers(log);
    const entries = [...(await readLayer(base)), ...(await readLayer(node))].filter(
      ([, { type }]) => type !== "directory",
    );
    const programs = entries.map(([path]) => path).filter((path) => /(^|\/)s?bin\//.test(path));
    expect(programs).toEqual(["usr/local/bin/node"]);
    expect(entries.filter(([path]) => /(^|\/)(ba|da)?sh$|busybox|apt-get|dpkg$/.test(path))).toEqual([]);
    expect(
      entries.filter(([, { owner, mode, type }]) => owner !== 0 || (type === "file" && (mode & 0o022) !== 0)),
    ).toEqual([]);
  }, 60_000);

  test.each(["core", "shop", "trial-redis"])(
    "%s: written twice, in two places, has the same bytes",
    async (name) => {
      const plan = await planImage(name);
      const folders = ["one", "other"].map(() => mkdtempSync(join(tmpdir(), "image-twice-")));
      const images = await Promise.all(folders.map((folder) => writePlannedImage(plan, join(folder, `${name}.tar`))));
      expect(images[1]?.sha256).toBe(images[0]?.sha256);
      expect(images.map(({ fresh }) => fresh)).toEqual([false, false]);
    },
    60_000,
  );

  test("a module bundled again is the same program", async () => {
    const folder = join(repositoryRoot, "modules/shop");
    const again = join(mkdtempSync(join(tmpdir(), "bundle-again-")), "main.mjs");
    await bundleProgram({ folder, entry: relative(folder, again) });
    expect(readFileSync(again).equals(readFileSync(join(folder, "dist/main.mjs")))).toBe(true);
  });

  test("core carries its programs, migrations and the one native add-on, and no Prisma CLI", async () => {
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
      "/app/main.mjs",
      "/app/node_modules/@node-rs/argon2",
      "/app/node_modules/@node-rs/argon2-linux-x64-gnu",
      "/app/prisma",
      "/app/setup.mjs",
      "/app/swagger-ui",
    ]);
    expect(own.filter((path) => path.endsWith("migration.sql"))).not.toEqual([]);
    expect(own.filter((path) => /schema-engine|query_engine|prisma\/build/.test(path))).toEqual([]);
  });

  test("a module carries its own program only", async () => {
    const read = (name: string) => readFileSync(join(repositoryRoot, "modules", name, "dist/main.mjs"), "utf8");
    for (const name of ["shop", "template"]) expect(listOwn(await planImage(name))).toEqual(["/app/main.mjs"]);
    const tables = { shop: "CREATE TABLE shop_order", template: "CREATE TABLE note" };
    const found = Object.keys(tables).map((name) => Object.values(tables).map((table) => read(name).includes(table)));
    expect(found).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test("a tag for an upgrade changes the reference and the label, not the layers", async () => {
    const next = await planImage("shop", { tag: "0.1.1" });
    expect([shop.reference, next.reference].map((reference) => reference.split(":")[1])).toEqual(["0.1.0", "0.1.1"]);
    expect(next.config.labels?.["org.opencontainers.image.version"]).toBe("0.1.1");
    expect(next.entries).toEqual(shop.entries);
  });

  test("containers start node as a user without rights, with the program's own options", async () => {
    expect(core.config).toMatchObject({
      entrypoint: ["/usr/local/bin/node"],
      cmd: ["/app/main.mjs"],
      user: "65532:65532",
      workingDir: "/app",
      env: { NODE_ENV: "production", NODE_OPTIONS: "--max-semi-space-size=4 --max-old-space-size=160" },
    });
  });
});
