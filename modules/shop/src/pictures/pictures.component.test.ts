import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makePhonePhoto, type TestSite, type Visitor } from "@tochka-rosta/sdk/testing";
import { readHiddenFields, startShop, stockProduct } from "../testing/shop-site.ts";
import { earlierPictures } from "./store.ts";

let site: TestSite;
let owner: Visitor;
let photo: Buffer;
beforeAll(async () => {
  photo = await makePhonePhoto();
  site = await startShop(inject("postgresUrl"));
  owner = await site.newOwner();
});
afterAll(() => site.stop());

const product = { title: "Чай", price: "1 234,50 ₽", stock_quantity: "5", description: "Описание", publish: "on" };
const idIn = (location: string | null): number => Number(/\d+/.exec(location ?? "")?.[0]);
const file = (bytes: Buffer) => ({ field: "pictures_files", bytes });
const seen = (id: number) => readHiddenFields(owner, `/admin/products/${id}`);

async function addProduct(title = "Чай"): Promise<number> {
  const saved = await owner.upload("/admin/products", { ...product, title }, file(photo));
  return idIn(saved.headers.get("location"));
}

async function listIds(id: number): Promise<string[]> {
  return ((await seen(id))["pictures"] ?? "").split(" ").filter((part) => part !== "");
}

async function fetchBytes(path: string): Promise<Buffer> {
  const response = await fetch(site.url + path, { headers: { "x-forwarded-for": "203.0.113.9" } });
  return Buffer.from(await response.arrayBuffer());
}

describe("a product's photo", () => {
  test("is on the shop's pages in sizes that a browser chooses from, and nothing in them tells where it was taken", async () => {
    expect(photo.includes("Phone 12")).toBe(true);
    const id = await addProduct("Улун");
    const [picture = ""] = await listIds(id);
    const { text } = await site.newVisitor().get("/");
    expect(text).toContain(`/pictures/${picture}/320.webp 240w, /pictures/${picture}/400.webp 300w`);
    expect(text).toMatch(
      new RegExp(`src="/pictures/${picture}/400.jpeg"[^>]*width="300"\\s+height="400"\\s+alt="Улун"`),
    );
    for (const name of ["", "/320.webp", "/320.jpeg", "/400.webp", "/400.jpeg"]) {
      const bytes = await fetchBytes(`/pictures/${picture}${name}`);
      expect(bytes.length).toBeGreaterThan(100);
      expect(/Exif|GPS|Phone|ICC_PROFILE|XMP/.exec(bytes.toString("latin1"))).toBeNull();
    }
    const { headers, status } = await site.newVisitor().get(`/pictures/${picture}/320.webp`);
    expect([status, headers.get("content-type"), headers.get("x-content-type-options")]).toEqual([
      200,
      "image/webp",
      "nosniff",
    ]);
    expect(headers.get("cache-control")).toContain("immutable");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-site");
    expect((await site.newVisitor().get(`/pictures/${picture}/999.webp`)).status).toBe(404);
  });

  test("is still in a form that came back, and kept once the form is right", async () => {
    const refused = await owner.upload("/admin/products", { ...product, title: "" }, file(photo));
    const page = await owner.follow(refused);
    expect(page.text).toContain("Назовите товар");
    const picture = /name="pictures" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    expect(page.text).toContain(`/pictures/${picture}/320.jpeg`);
    const saved = await owner.upload("/admin/products", { ...product, pictures: picture });
    expect(await listIds(idIn(saved.headers.get("location")))).toEqual([picture]);
  });

  test("that no form takes is forgotten after a week, and one that is taken stays", async () => {
    const kept = await addProduct();
    const refused = await owner.upload("/admin/products", { ...product, title: "" }, file(photo));
    const page = await owner.follow(refused);
    const picture = /name="pictures" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    site.advanceSeconds(7 * 24 * 60 * 60 + 601);
    owner = await site.newOwner();
    await owner.get("/admin");
    expect((await site.newVisitor().get(`/pictures/${picture}`)).status).toBe(404);
    expect((await site.newVisitor().get(`/pictures/${(await listIds(kept))[0]}`)).status).toBe(200);
  });

  test("joins others, has words of its own, and goes when it is removed", async () => {
    const id = await addProduct();
    await owner.upload(`/admin/products/${id}`, { ...(await seen(id)), ...product }, file(photo));
    const [first = "", second = ""] = await listIds(id);
    await owner.upload(`/admin/products/${id}`, { ...(await seen(id)), ...product, [`alt_${second}`]: "Чай в чашке" });
    const shown = await site.newVisitor().get(`/products/chay-${id}`);
    expect(shown.text).toContain('alt="Чай в чашке"');
    await owner.upload(`/admin/products/${id}`, { ...(await seen(id)), ...product, [`remove_${first}`]: "on" });
    expect(await listIds(id)).toEqual([second]);
    expect((await site.newVisitor().get(`/pictures/${first}`)).status).toBe(404);
    const left = await site.database.rows("SELECT name FROM stored_picture_variant WHERE picture_id = $1", [first]);
    expect(left).toEqual([]);
  });

  test("of another product cannot be taken over", async () => {
    const [own = ""] = await listIds(await addProduct("Первый"));
    const saved = await owner.upload("/admin/products", { ...product, title: "Второй", pictures: own });
    expect(await listIds(idIn(saved.headers.get("location")))).toEqual([]);
  });

  test.each([
    ["an SVG with a script", Buffer.from("<svg onload=alert(1)>".padEnd(64)), "SVG не принимаем"],
    ["a text", Buffer.from("hello".padEnd(64)), "Это не фото"],
    ["half a photo", () => photo.subarray(0, 2_000), "повреждён или загружен не целиком"],
    ["more than a form carries", Buffer.alloc(2.5 * 1024 * 1024 + 1, 1), "больше 2,5 МБ"],
  ])("%s is refused in words, and what was typed is kept", async (_what, bytes, sentence) => {
    const sent = file(typeof bytes === "function" ? bytes() : bytes);
    const refused = await owner.follow(await owner.upload("/admin/products", product, sent));
    expect(refused.text).toContain(sentence);
    expect(refused.text).toContain('value="Чай"');
  });

  test("comes from a tab of the release before, too", async () => {
    const id = await addProduct();
    const [first = ""] = await listIds(id);
    const { pictures: _new, ...old } = await seen(id);
    await owner.upload(`/admin/products/${id}`, { ...old, ...product });
    expect(await listIds(id)).toEqual([first]);
    const { pictures: _newer, ...next } = await seen(id);
    await owner.upload(`/admin/products/${id}`, { ...next, ...product }, { field: "picture", bytes: photo });
    const [replaced = ""] = await listIds(id);
    expect([replaced === first, replaced === ""]).toEqual([false, false]);
  });
});

describe("pictures of the release before", () => {
  /** As 0.2.0 stores one. */
  async function storeAsBefore(bytes: Buffer): Promise<{ productId: number; id: string }> {
    const productId = await stockProduct(site, 1);
    const row = await site.database.row<{ id: string }>(
      "INSERT INTO picture (media_type, bytes) VALUES ('image/jpeg', $1) RETURNING id",
      [bytes],
    );
    const id = row?.id ?? "";
    await site.database.run("UPDATE product SET picture_id = $2 WHERE id = $1", [productId, id]);
    return { productId, id };
  }

  test("are never sent as they came: whoever asks first has them encoded, under the same address", async () => {
    const { id, productId } = await storeAsBefore(photo);
    expect((await site.newVisitor().get(`/products/chay-${productId}`)).text).toContain(`src="/pictures/${id}"`);
    const bytes = await fetchBytes(`/pictures/${id}`);
    expect([bytes.toString("latin1", 0, 3), bytes.includes("Phone 12")]).toEqual(["\xff\xd8\xff", false]);
    expect((await site.newVisitor().get(`/products/chay-${productId}`)).text).toContain(
      `/pictures/${id}/400.webp 300w`,
    );
    // The release before, should it come back, finds no place of an owner either.
    const stored = await earlierPictures.read(site.database, id);
    expect([stored?.includes("Phone 12"), (stored?.length ?? 0) > 500]).toEqual([false, true]);
    expect(await earlierPictures.list(site.database, 10)).toEqual([]);
  });

  test("that cannot be decoded are kept, are not shown, and are not lost by a save", async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe1]), Buffer.from("GPS of a home".padEnd(600))]);
    const { id, productId } = await storeAsBefore(bytes);
    expect((await site.newVisitor().get(`/pictures/${id}`)).status).toBe(404);
    const page = await owner.get(`/admin/products/${productId}`);
    expect(page.text).toContain("Прежнее фото не читается");
    await owner.upload(`/admin/products/${productId}`, { ...(await seen(productId)), ...product });
    expect(await earlierPictures.read(site.database, id)).toEqual(bytes);
    expect((await site.newVisitor().get(`/products/chay-${productId}`)).text).not.toContain(`/pictures/${id}`);
  });
});

test("the release before finds a picture for each product of this one", async () => {
  const id = await addProduct();
  const row = await site.database.row<{ media_type: string; bytes: Buffer }>(
    "SELECT media_type, bytes FROM product JOIN picture ON picture.id = picture_id WHERE product.id = $1",
    [id],
  );
  expect([row?.media_type, row?.bytes.toString("latin1", 0, 3)]).toEqual(["image/jpeg", "\xff\xd8\xff"]);
});
