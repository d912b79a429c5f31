import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { shop } from "./module.ts";

test("the manifest names this module, its image and its version", async () => {
  const manifest = await readFile(new URL("../module.yaml", import.meta.url), "utf8");
  expect(manifest).toContain(`name: ${shop.name}\n`);
  expect(manifest).toContain(`image: ${shop.package.tochkaRosta.image}\n`);
  expect(manifest).toContain(`version: ${shop.package.version}\n`);
});
