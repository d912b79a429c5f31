import { randomUUID } from "node:crypto";
import { enterAdmin } from "../../harness/shop.ts";
import type { ApiClient } from "../../harness/api-client.ts";
import { Visitor } from "../../harness/visitor.ts";
import type { RecordedCart, RecordedShop } from "../harness/fixture.ts";
import { readForms } from "../harness/page-forms.ts";
import { readCart, readShop, type KnownOrder } from "../harness/read-shop.ts";
import { carts, goods, purchases, settings, type Good, type Purchase } from "./goods.ts";
import { makePhoto } from "./photo.ts";

/** Fills a shop, sells, leaves carts open, and records what it shows in the end. */
export async function runShop(
  api: ApiClient,
  instance: { id: string; url: string },
  owner: string,
): Promise<RecordedShop> {
  const site = new URL(instance.url).origin;
  const admin = await enterAdmin(api, instance);
  await mustRedirect(admin, "/admin/settings", { ...(await readVersion(admin, "/admin/settings")), ...settings });
  const products: number[] = [];
  for (const good of goods) products.push(await addGood(admin, good));
  const prices = await readPrices(site);

  const orders: KnownOrder[] = [];
  for (const purchase of purchases) orders.push(await order(site, purchase, products, prices));
  const known = await readShop(site, admin, products, orders);
  for (const [index, { token }] of orders.entries()) {
    const id = known.orders.find((found) => found.token === token)?.id ?? "";
    await moveOrder(admin, id, purchases[index]?.moves ?? []);
  }
  const open: RecordedCart[] = [];
  for (const cart of carts) open.push(await fillCart(site, cart, products));
  const adminCookie = readCookie(admin, "__Host-owner");
  return {
    host: new URL(site).hostname,
    owner,
    adminCookie,
    carts: open,
    facts: await readShop(site, admin, products, orders),
  };
}

async function addGood(admin: Visitor, good: Good): Promise<number> {
  const form = {
    title: good.title,
    price: good.price,
    stock_quantity: String(good.stock),
    description: good.description,
    ...(good.status === "published" && { publish: "on" }),
    ...(good.photo && { picture: new Blob([makePhoto(good.photo)], { type: "image/jpeg" }) }),
  };
  const location = await mustRedirect(admin, "/admin/products", form);
  const id = Number(/\/admin\/products\/(\d+)/.exec(location)?.[1]);
  if (good.status === "archived")
    await mustRedirect(admin, `/admin/products/${id}/status`, { from: "draft", status: "archived" });
  return id;
}

/** The version that a form says was seen; releases before 0.3.0 say none. */
async function readVersion(admin: Visitor, path: string): Promise<Record<string, string>> {
  const { text } = await admin.open(path);
  const version = readForms(text)
    .find(({ action }) => action === path)
    ?.values.get("version")?.[0];
  return version === undefined ? {} : { version };
}

async function readPrices(site: string): Promise<ReadonlyMap<number, number>> {
  const { text } = await new Visitor(site).open("/api/products?page_size=100");
  const { products } = JSON.parse(text) as { products: { id: number; price_kopecks: number }[] };
  return new Map(products.map(({ id, price_kopecks }) => [id, price_kopecks]));
}

async function order(
  site: string,
  { buyer, items }: Purchase,
  products: readonly number[],
  prices: ReadonlyMap<number, number>,
): Promise<KnownOrder> {
  const lines = items.map(([good, quantity]) => {
    const id = products[good] ?? 0;
    return { product_id: id, quantity, price_kopecks: prices.get(id) };
  });
  const key = { "idempotency-key": randomUUID() };
  const answer = await new Visitor(site).sendJson("/api/orders", { ...buyer, items: lines }, key);
  if (answer.status !== 201) throw new Error(`The order was refused: ${JSON.stringify(answer)}`);
  const words = [buyer["name"], buyer["delivery_address"], buyer["comment"]].filter(
    (word) => word !== undefined && word !== "",
  );
  return { token: String(answer.body["token"]), words: words as string[] };
}

async function moveOrder(admin: Visitor, id: string, moves: readonly string[]): Promise<void> {
  let from = "new";
  for (const to of moves) {
    await mustRedirect(admin, `/admin/orders/${id}/status`, { from, to });
    from = to;
  }
}

async function fillCart(
  site: string,
  lines: readonly (readonly [number, number])[],
  products: readonly number[],
): Promise<RecordedCart> {
  const buyer = new Visitor(site);
  for (const [good, quantity] of lines) {
    await mustRedirect(buyer, "/cart/lines", { productId: String(products[good]), quantity: String(quantity) });
  }
  const cookie = readCookie(buyer, "__Host-cart");
  return { cookie, lines: await readCart(site, cookie) };
}

async function mustRedirect(
  visitor: Visitor,
  path: string,
  form: Readonly<Record<string, string | Blob>>,
): Promise<string> {
  const page = await visitor.submit(path, form);
  if (page.status !== 303) throw new Error(`${path} was answered with ${page.status}: ${page.text.slice(0, 2000)}`);
  return page.location ?? "";
}

function readCookie({ cookies }: Visitor, name: string): string {
  return new RegExp(`${name}=([^;]*)`).exec(cookies.header())?.[1] ?? "";
}
