import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { makePhonePhoto, type Seen, type TestSite, type Visitor } from "@tochka-rosta/sdk/testing";
import { orderNow, requestFor, startShop, stockProduct } from "../testing/shop-site.ts";

const product = { title: "Чай", price: "1", stock_quantity: "1", description: "Самый лучший" };

let passed = 0;
const clock = { now: () => new Date(), monotonic: () => passed };
let site: TestSite;
let owner: Visitor;
let photo: Buffer;
beforeAll(async () => {
  photo = await makePhonePhoto();
  site = await startShop(inject("postgresUrl"), { clock });
  owner = await site.newOwner();
});
afterAll(() => site.stop());

const upload = () => owner.upload("/admin/products", product, { field: "pictures_files", bytes: photo });

const isSaved = ({ headers }: Seen): boolean => headers.get("location")?.endsWith("?saved=1") === true;

async function measure(): Promise<number> {
  const row = await site.database.row<{ bytes: number }>("SELECT pg_database_size(current_database()) AS bytes");
  return row?.bytes ?? 0;
}

/** Says what the plan gives; the site reads it, and measures anew, with the next request. */
async function allow(bytes: number): Promise<void> {
  await site.setStorage(bytes);
  passed += 60_000;
}

test("without a limit, as platforms before said none, everything is taken", async () => {
  expect((await upload()).status).toBe(303);
});

test("what would pass the plan's storage is refused in words, the form stays; the site and its orders go on", async () => {
  await allow(1);
  const refused = await owner.follow(await upload());
  for (const words of ["Место на тарифе закончилось", site.identity.core.dashboardUrl, 'value="Чай"', "Самый лучший"]) {
    expect(refused.text).toContain(words);
  }
  const text = await owner.follow(await owner.upload("/admin/products", product));
  expect(text.text).toContain("Место на тарифе закончилось");
  const api = await owner.postJson("/api/products", { name: "Чай", price: "1", stock_quantity: 1 });
  expect([api.status, (JSON.parse(api.text) as { code: string }).code]).toEqual([413, "STORAGE_FULL"]);

  const productId = await stockProduct(site, 1);
  expect(await orderNow(site, requestFor([{ productId, quantity: 1, priceKopecks: 10_000 }]))).toHaveProperty("placed");
  expect((await site.newVisitor().get("/")).status).toBe(200);
  expect((await owner.post(`/admin/products/${productId}/status`, { from: "published", status: "draft" })).status).toBe(
    303,
  );
});

/** What the forms of one such photo take. */
async function measurePhoto(): Promise<number> {
  const sql = `SELECT sum(octet_length(bytes)) AS bytes FROM stored_picture_variant
    WHERE picture_id = (SELECT id FROM stored_picture ORDER BY created_at DESC LIMIT 1)`;
  return (await site.database.row<{ bytes: number }>(sql))?.bytes ?? 0;
}

test("uploads at the same moment do not pass the limit together, and a larger plan helps at once", async () => {
  const room = 2;
  const perProduct = Buffer.byteLength(product.title + product.description) + 300;
  await allow((await measure()) + room * (await measurePhoto()) + room * perProduct + 100);
  const statuses = await Promise.all(Array.from({ length: 5 }, async () => isSaved(await upload())));
  // A product's texts take room too, so the last picture that fits may fit without its product only.
  const taken = statuses.filter((isTaken) => isTaken).length;
  expect(taken).toBeGreaterThanOrEqual(1);
  expect(taken).toBeLessThanOrEqual(room);
});

test("files are bounded in a minute, and the form stays", async () => {
  await allow(Number.MAX_SAFE_INTEGER);
  const broken = { field: "pictures_files", bytes: Buffer.from("no picture, and counted all the same") };
  const another = await site.newOwner();
  const answers = [];
  for (let index = 0; index < 31; index += 1) answers.push(await another.upload("/admin/products", product, broken));
  const last = answers.at(-1);
  const page = last && (await owner.follow(last));
  expect([page?.text.includes("Слишком много файлов за минуту"), page?.text.includes('value="Чай"')]).toEqual([
    true,
    true,
  ]);
});
