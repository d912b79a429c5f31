import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestSite } from "@tochka-rosta/sdk/testing";
import { startShop } from "../testing/shop-site.ts";

const PRODUCTS = 2_500;

let site: TestSite;
beforeAll(async () => {
  site = await startShop(inject("postgresUrl"));
  // As dear as the owner's form allows: 150 and 5,000 letters of two bytes; one in ten is sold out, one in a hundred hidden.
  await site.database.transaction(
    (queries) =>
      queries.run(
        `INSERT INTO product (title, description, price_kopecks, stock_quantity, status)
         SELECT 'Ваза ' || n || repeat('щ', 140), repeat('Ж', 5000), 10000, n % 10, CASE WHEN n % 100 = 0 THEN 'draft' ELSE 'published' END
         FROM generate_series(1, $1::int) n`,
        [PRODUCTS],
      ),
    60_000,
  );
  await site.database.run("ANALYZE product");
});
afterAll(() => site.stop());

const locationsOf = (xml: string): string[] => [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, path = ""]) => path);
const visit = (path: string) => site.newVisitor().get(path);

test("the sitemap is an index of parts of at most a thousand addresses, which name every product for sale once", async () => {
  const index = await visit("/sitemap.xml");
  expect(index.text).toContain("<sitemapindex ");
  const parts = locationsOf(index.text);
  expect(parts).toEqual([1, 2, 3].map((part) => `${site.identity.origin}/sitemaps/${part}.xml`));
  const texts = await Promise.all(parts.map(async (part) => (await visit(new URL(part).pathname)).text));
  for (const text of texts) {
    expect(locationsOf(text).length).toBeLessThanOrEqual(1_000);
    expect(Buffer.byteLength(text)).toBeLessThan(512 * 1024);
  }
  const addresses = texts.flatMap(locationsOf);
  expect(addresses.length).toBe(1 + PRODUCTS - PRODUCTS / 100);
  expect(new Set(addresses).size).toBe(addresses.length);
});

test.each(["0.xml", "4.xml", "999999999.xml", "9999999999.xml", "1", "x.xml", "-1.xml", "%00"])(
  "there is no part %s of the sitemap",
  async (part) => {
    expect((await visit(`/sitemaps/${part}`)).status).toBe(404);
  },
);

test("a gap of ids costs no part, and the home page is told where the first thousand has no product", async () => {
  await site.database.run("UPDATE product SET status = 'archived' WHERE id <= 2000");
  expect(locationsOf((await visit("/sitemap.xml")).text).map((part) => part.split("/").at(-1))).toEqual([
    "1.xml",
    "3.xml",
  ]);
  expect(locationsOf((await visit("/sitemaps/1.xml")).text)).toEqual([`${site.identity.origin}/`]);
  await site.database.run("UPDATE product SET status = 'published' WHERE id <= 2000 AND id % 100 <> 0");
});

test.each(["/", "/?page=50", "/?q=ваза", "/api/products?page_size=100", "/api/products?page_size=100&q=ваза&page=3"])(
  "%s is a bounded answer, whatever the descriptions hold",
  async (path) => {
    const { status, text } = await visit(path);
    expect(status).toBe(200);
    expect(Buffer.byteLength(text)).toBeLessThan(256 * 1024);
  },
);

test("a list has the beginning of a description, the product the whole of it", async () => {
  const list = JSON.parse((await visit("/api/products?page_size=1")).text) as {
    products: { id: number; description: string }[];
  };
  const [first] = list.products;
  expect(first?.description).toHaveLength(500);
  const whole = JSON.parse((await visit(`/api/products/${first?.id}`)).text) as { description: string };
  expect(whole.description).toHaveLength(5_000);
});

test("search finds every product of its words in the order of the shelf, and no page beyond the end", async () => {
  const search = async (page: number) => {
    const answer = await visit(`/api/products?q=ВАЗА%2024&page_size=10&page=${page}`);
    return JSON.parse(answer.text) as { total: number; products: { id: number; in_stock: boolean }[] };
  };
  const expected = await site.database.rows<{ id: number }>(
    `SELECT id FROM product WHERE status = 'published' AND title ILIKE '%ваза 24%' ORDER BY stock_quantity = 0, id DESC`,
  );
  const first = await search(1);
  expect(first.total).toBe(expected.length);
  expect(first.products.map(({ id }) => id)).toEqual(expected.slice(0, 10).map(({ id }) => id));
  const beyond = Math.ceil(expected.length / 10) + 1;
  expect((await visit(`/api/products?q=ВАЗА%2024&page_size=10&page=${beyond}`)).status).toBe(404);
});

test("a page of the catalogue reads its own rows, by an index in the order of the shelf", async () => {
  const plan = await site.database.rows<{ "QUERY PLAN": string }>(
    "EXPLAIN SELECT id FROM product WHERE status = 'published' ORDER BY stock_quantity = 0, id DESC LIMIT 24",
  );
  expect(plan.map((row) => row["QUERY PLAN"]).join("\n")).toContain("product_on_shelf");
});

test("the owner reaches every product, a bounded page at a time", async () => {
  const owner = await site.newOwner();
  const ids = new Set<string>();
  let path: string | undefined = "/admin/products";
  while (path !== undefined) {
    const { status, text } = await owner.get(path);
    expect([status, Buffer.byteLength(text) < 256 * 1024]).toEqual([200, true]);
    for (const [, id = ""] of text.matchAll(/href="\/admin\/products\/(\d+)"/g)) ids.add(id);
    path = /rel="next"\s+href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  const known = await site.database.row<{ count: number }>(
    "SELECT count(*) AS count FROM product WHERE status <> 'archived'",
  );
  expect(ids.size).toBe(known?.count);
});
