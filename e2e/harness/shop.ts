import { randomUUID } from "node:crypto";
import type { ApiClient } from "./api-client.ts";
import { expectStatus } from "./owner.ts";
import type { Instance } from "./owner.ts";
import { Visitor } from "./visitor.ts";
import type { JsonAnswer } from "./visitor.ts";

/** What a signed hand-over consists of. */
export interface Handover {
  readonly action: string;
  readonly token: string;
}

/** A product as a shop's API shows it. */
export interface Product {
  readonly id: number;
  readonly name: string;
  readonly price_kopecks: number;
  readonly stock_quantity: number;
}

/** Asks the core for a hand-over to an instance's admin. */
export async function requestHandover(api: ApiClient, instanceId: string): Promise<Handover> {
  return (await expectStatus(api.post<Handover>(`/api/modules/instances/${instanceId}/handover`), 200)).body;
}

/** Enters a shop's admin as its owner, the way the dashboard's button does. */
export async function enterAdmin(api: ApiClient, instance: Pick<Instance, "id"> & { url: string }): Promise<Visitor> {
  const { action, token } = await requestHandover(api, instance.id);
  const owner = new Visitor(instance.url);
  const page = await owner.submit(new URL(action).pathname, { token }, "http://localhost");
  if (page.status !== 303)
    throw new Error(`The hand-over was answered with ${page.status}: ${page.text.slice(0, 300)}`);
  return owner;
}

/** Puts a product on the shelf. */
export async function addProduct(owner: Visitor, name: string, price: string, stock: number): Promise<Product> {
  const answer = await owner.sendJson("/api/products", { name, price, stock_quantity: String(stock), description: "" });
  if (answer.status !== 201) throw new Error(`The product was refused: ${JSON.stringify(answer)}`);
  return answer.body as unknown as Product;
}

/** What the shop sells at this moment. */
export async function listProducts(siteUrl: string): Promise<readonly Product[]> {
  const { text } = await new Visitor(siteUrl).open("/api/products");
  return (JSON.parse(text) as { products: Product[] }).products;
}

/** Orders a product as a buyer would; the answer is the shop's, whatever it is. */
export function orderProduct(
  siteUrl: string,
  product: Product,
  quantity = 1,
  phone = "+79991112233",
): Promise<JsonAnswer> {
  const items = [{ product_id: product.id, quantity, price_kopecks: product.price_kopecks }];
  const buyer = { name: "Пётр Покупатель", phone, delivery_method: "pickup", consent: "on" };
  return new Visitor(siteUrl).sendJson("/api/orders", { ...buyer, items }, { "idempotency-key": randomUUID() });
}
