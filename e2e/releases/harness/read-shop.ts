import { fetchSite } from "../../harness/http.ts";
import { Visitor } from "../../harness/visitor.ts";
import { readForms, readText } from "./page-forms.ts";
import type { Fields } from "./read-account.ts";

/** A line of a cart: which product of the fixture, and how many. */
export interface CartLine {
  readonly product: number;
  readonly quantity: number;
}

/** What a shop shows to buyers and to its owner. */
export interface ShopFacts {
  /** As anybody reads them from the shop's API. */
  readonly published: readonly Fields[];
  /** As the owner edits them, drafts and archived ones included. */
  readonly products: readonly ProductFacts[];
  readonly settings: Fields;
  readonly orders: readonly OrderFacts[];
}

export interface ProductFacts {
  readonly id: number;
  readonly title: string;
  readonly price: string;
  readonly stock: string;
  readonly description: string;
  /** Where its owner may move it, which shows where it stands. */
  readonly moves: readonly string[];
}

export interface OrderFacts {
  /** The secret of its page. */
  readonly token: string;
  readonly id: string;
  /** As its buyer reads it from the shop's API. */
  readonly order: Fields;
  /** Where its owner may move it. */
  readonly moves: readonly string[];
  /** Words that stand on the owner's page of it: who bought, where it goes. */
  readonly words: readonly string[];
}

/** An order by what its buyer holds, with the words that its owner should read. */
export type KnownOrder = Pick<OrderFacts, "token" | "words">;

/** Reads a whole shop: as a buyer, and as the owner whose admin session `admin` holds. */
export async function readShop(
  site: string,
  admin: Visitor,
  productIds: readonly number[],
  orders: readonly KnownOrder[],
): Promise<ShopFacts> {
  return {
    published: await readPublished(site),
    products: await inTurn(productIds, (id) => readProduct(admin, id)),
    settings: await readSettings(admin),
    orders: await readOrders(site, admin, orders),
  };
}

/** What a cart holds by its cookie's value: the step buttons of a line lead to one piece less and one more. */
export async function readCart(site: string, cookie: string): Promise<readonly CartLine[]> {
  const { text } = await openCart(site, cookie).open("/cart");
  const most = new Map<number, number>();
  for (const { action, values } of readForms(text)) {
    const product = Number(/^\/cart\/lines\/(\d+)$/.exec(action)?.[1]);
    if (!product) continue;
    most.set(product, Math.max(most.get(product) ?? 0, ...(values.get("quantity") ?? []).map(Number)));
  }
  return [...most].map(([product, next]) => ({ product, quantity: next - 1 }));
}

/** The buyer whose cart it is. */
export function openCart(site: string, cookie: string): Visitor {
  const buyer = new Visitor(site);
  buyer.cookies.keep([`__Host-cart=${cookie}`]);
  return buyer;
}

async function readPublished(site: string): Promise<readonly Fields[]> {
  const { products } = (await readJson(site, "/api/products?page_size=100")) as { products: Fields[] };
  return inTurn(products, async ({ url, picture_url, ...product }) => ({
    ...product,
    // Lists cut long ones.
    description: ((await readJson(site, `/api/products/${String(product["id"])}`)) as Fields)["description"],
    path: pathOf(url),
    page: await readStatus(site, pathOf(url)),
    picture: typeof picture_url === "string" ? await readPicture(site, pathOf(picture_url)) : null,
  }));
}

async function readPicture(site: string, path: string): Promise<Fields> {
  const response = await fetchSite(new URL(path, site));
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    path,
    status: response.status,
    type: response.headers.get("content-type"),
    has_exif: bytes.includes("Exif"),
  };
}

async function readProduct(admin: Visitor, id: number): Promise<ProductFacts> {
  const forms = readForms(await openPage(admin, `/admin/products/${id}`));
  const edit = forms.find(({ action }) => action === `/admin/products/${id}`);
  const move = forms.find(({ action }) => action === `/admin/products/${id}/status`);
  const valueOf = (name: string) => edit?.values.get(name)?.[0] ?? "";
  return {
    id,
    title: valueOf("title"),
    price: valueOf("price"),
    stock: valueOf("stock_quantity"),
    description: valueOf("description"),
    moves: move?.values.get("status") ?? [],
  };
}

async function readSettings(admin: Visitor): Promise<Fields> {
  const forms = readForms(await openPage(admin, "/admin/settings"));
  const { values } = forms.find(({ action }) => action === "/admin/settings") ?? {
    values: new Map<string, string[]>(),
  };
  const read = (name: string) => values.get(name)?.[0] ?? "";
  // How a number is grouped is the page's affair.
  const phone = read("phone").replace(/[^\d+]/g, "");
  return { name: read("name"), phone, address: read("address"), greeting: read("greeting") };
}

async function readOrders(site: string, admin: Visitor, known: readonly KnownOrder[]): Promise<readonly OrderFacts[]> {
  const list = await openPage(admin, "/admin/orders");
  const ids = [...new Set([...list.matchAll(/"\/admin\/orders\/([0-9a-f-]{36})"/g)].map(([, id = ""]) => id))];
  return inTurn(ids, async (id) => {
    const html = await openPage(admin, `/admin/orders/${id}`);
    const token = /"\/orders\/([\w-]+)"/.exec(html)?.[1] ?? "";
    const text = readText(html);
    const words = known.find((order) => order.token === token)?.words ?? [];
    const move = readForms(html).find(({ action }) => action === `/admin/orders/${id}/status`);
    return {
      token,
      id,
      order: (await readJson(site, `/api/orders/${token}`)) as Fields,
      moves: move?.values.get("to") ?? [],
      words: words.filter((word) => text.includes(word)),
    };
  });
}

async function openPage(visitor: Visitor, path: string): Promise<string> {
  const { status, text } = await visitor.open(path);
  if (status !== 200) throw new Error(`${path} was answered with ${status}: ${readText(text).slice(0, 300)}`);
  return text;
}

async function readJson(site: string, path: string): Promise<unknown> {
  const response = await fetchSite(new URL(path, site));
  if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}`);
  return response.json();
}

async function readStatus(site: string, path: string): Promise<number> {
  return (await new Visitor(site).open(path)).status;
}

function pathOf(url: unknown): string {
  return new URL(String(url)).pathname;
}

/** One after the other: a shop's limits count requests. */
async function inTurn<Item, Result>(items: readonly Item[], read: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await read(item));
  return results;
}
