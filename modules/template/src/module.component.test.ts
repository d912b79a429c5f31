import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { makePhonePhoto, startTestSite, type TestSite } from "@tochka-rosta/sdk/testing";
import { template } from "./module.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite(template, inject("postgresUrl"));
});
afterAll(() => site.stop());

test("the manifest names this module, its image and its version", async () => {
  const manifest = await readFile(new URL("../module.yaml", import.meta.url), "utf8");
  expect(manifest).toContain(`name: ${template.name}\n`);
  expect(manifest).toContain(`image: ${template.package.tochkaRosta.image}\n`);
  expect(manifest).toContain(`version: ${template.package.version}\n`);
});

test("what the owner adds is on the site, as text", async () => {
  const owner = await site.newOwner();
  expect((await site.newVisitor().get("/")).text).toContain("Здесь пока пусто");
  const added = await owner.post("/admin/notes", { name: "<b>Первая</b>", description: "Описание" });
  expect([added.status, added.headers.get("location")]).toEqual([303, "/admin"]);
  expect((await site.newVisitor().get("/")).text).toContain("&lt;b&gt;Первая&lt;/b&gt;");
});

test("a note without a name comes back with the reason and what was typed", async () => {
  const owner = await site.newOwner();
  const sent = await owner.post("/admin/notes", { name: " ", description: "Описание" });
  expect(sent.status).toBe(303);
  const page = await owner.follow(sent);
  for (const words of ["Напишите название", ">Описание</textarea>", "<title>Ошибка: "])
    expect(page.text).toContain(words);
});

test("a note's photo is on the site in sizes, and is still there when the form came back", async () => {
  const owner = await site.newOwner();
  const file = { field: "photo_files", bytes: await makePhonePhoto(4000, 3000) };
  const page = await owner.follow(await owner.upload("/admin/notes", { name: "" }, file));
  const photo = /name="photo" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
  await owner.upload("/admin/notes", { name: "С фото", photo });
  const { text } = await site.newVisitor().get("/");
  for (const [side, width] of [
    [320, 240],
    [800, 600],
    [1600, 1200],
  ]) {
    expect(text).toContain(`/pictures/${photo}/${side}.webp ${width}w`);
    expect((await site.newVisitor().get(`/pictures/${photo}/${side}.webp`)).status).toBe(200);
  }
});

// The first draft's examples; docs/decisions/0019 says which differ and why.
test("GET /health names the module and its version", async () => {
  const { status, text } = await site.newVisitor().get("/health");
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({ status: "ok", module: template.name, version: template.package.version });
});

test("everybody reads GET /api/data, only the owner adds by POST /api/data", async () => {
  expect((await site.newVisitor().postJson("/api/data", { name: "чужая" })).status).toBe(401);
  const owner = await site.newOwner();
  expect((await owner.postJson("/api/data", { name: "Вторая" })).status).toBe(201);
  const { tenant_id, data } = JSON.parse((await site.newVisitor().get("/api/data")).text) as {
    tenant_id: string;
    data: object[];
  };
  expect(tenant_id).toBe("alpha");
  expect(data[0]).toMatchObject({ name: "Вторая" });
});
