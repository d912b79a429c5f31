import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  expectToFit,
  hasChromium,
  keepPictureOnFailure,
  openBrowser,
  openProfile,
  takeScreenshot,
} from "../harness/browser.ts";
import { enterAdminByForm } from "../harness/handover-page.ts";
import { openShop } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { addProduct, enterAdmin, orderProduct, type Product } from "../harness/shop.ts";
import { Visitor } from "../harness/visitor.ts";

/** Nothing in it can be broken between words. */
const unbroken = (length: number): string => "Щ".repeat(length);
const mapLink = `https://maps.example/?ll=${"37.617698%2C55.755864~".repeat(20)}`;

describe.skipIf(!hasChromium)("texts of the greatest length, without a space, fit on a phone (needs Chromium)", () => {
  const platform = sharedPlatform();
  let browser: Browser;
  let shop: Awaited<ReturnType<typeof openShop>>;
  let product: Product;
  let order: string;

  beforeAll(async () => {
    shop = await openShop(platform);
    const owner = await enterAdmin(shop.api, shop.instance);
    product = await addProduct(owner, unbroken(150), "9 999 999,99", 5);
    const version = /name="version" value="(\d+)"/.exec((await owner.open("/admin/settings")).text)?.[1] ?? "";
    const texts = { name: unbroken(80), greeting: unbroken(300), phone: "", address: mapLink.slice(0, 200) };
    await owner.submit("/admin/settings", { ...texts, heldPieces: "200", timeZone: "Asia/Kamchatka", version });
    const items = [{ product_id: product.id, quantity: 1, price_kopecks: product.price_kopecks }];
    const buyer = { name: unbroken(100), phone: "+79991112233", comment: unbroken(500), consent: "on" };
    const delivery = { delivery_method: "courier", delivery_address: mapLink.slice(0, 300) };
    const key = { "idempotency-key": "long-texts-fit-on-a-phone" };
    const { body } = await new Visitor(shop.instance.url).sendJson(
      "/api/orders",
      { ...buyer, ...delivery, items },
      key,
    );
    order = String(body["token"]);
    browser = await openBrowser(platform.chromiumFlags);
  });
  afterAll(() => browser.close());

  const openPage = async (): Promise<Page> => (await openProfile(browser, "phone")).newPage();
  const at = (path: string): string => new URL(path, shop.instance.url).href;

  test("a buyer's pages, with a cart that has to be corrected and a checkout that came back", async () => {
    const page = await openPage();
    keepPictureOnFailure(page, "long-buyer");
    for (const path of [
      "/",
      `/?q=${unbroken(80)}`,
      `/products/x-${product.id}`,
      `/orders/${order}`,
      "/consent",
      `/${unbroken(99)}`,
    ]) {
      await page.goto(at(path));
      await expectToFit(page, path.slice(0, 20));
    }
    await page.goto(at(`/products/x-${product.id}`));
    await page.getByLabel("Количество").fill("4");
    await page.getByRole("button", { name: "В корзину" }).click();
    await expectToFit(page, "cart");
    await page.getByRole("link", { name: "Оформить заказ" }).click();
    await page.getByLabel("Имя").fill(unbroken(300));
    await page.getByLabel("Комментарий").fill(unbroken(501));
    await page.locator("button.button-wide[type=submit]").click();
    await page.getByText("сейчас 300").first().waitFor();
    await expectToFit(page, "checkout");
    await orderProduct(shop.instance.url, product, 3);
    await page.goto(at("/cart"));
    await page.getByText("Осталось 1 шт.").waitFor();
    await expectToFit(page, "cart-warning");
    expect(await overlap(page, ".badge-bad", ".stepper")).toBe(false);
    await takeScreenshot(page, "long-cart");
  });

  test("the owner's pages, with a card that somebody else has saved", async () => {
    const page = await openPage();
    keepPictureOnFailure(page, "long-owner");
    await enterAdminByForm(page, shop.api, shop.instance);
    const pages = ["/admin", "/admin/orders", "/admin/products", "/admin/products/new", "/admin/settings"];
    for (const path of pages) {
      await page.goto(at(path));
      await expectToFit(page, path);
    }
    await page.goto(at("/admin/orders"));
    await page.locator('a[href^="/admin/orders/"]').last().click();
    await expectToFit(page, "admin-order");
    await takeScreenshot(page, "long-admin-order");

    await page.goto(at(`/admin/products/${product.id}`));
    await page.getByLabel("Описание").fill(unbroken(5000));
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByLabel("Описание").fill(mapLink);
    await other.getByRole("button", { name: "Сохранить" }).click();
    await page.getByRole("button", { name: "Сохранить" }).click();
    await page.getByText("Вот оба варианта").waitFor();
    await expectToFit(page, "admin-conflict");
    await takeScreenshot(page, "long-admin-conflict");
  });
});

async function overlap(page: Page, one: string, other: string): Promise<boolean> {
  const [a, b] = [await page.locator(one).first().boundingBox(), await page.locator(other).first().boundingBox()];
  if (!a || !b) throw new Error(`${one} or ${other} is not on the page`);
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
