import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, keepPictureOnFailure, openBrowser, takeScreenshot } from "../harness/browser.ts";
import { enterAdminByForm } from "../harness/handover-page.ts";
import { openShop } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { addProduct, enterAdmin } from "../harness/shop.ts";

describe.skipIf(!hasChromium)("with scripts off, on a phone, nothing that is typed is lost (needs Chromium)", () => {
  const platform = sharedPlatform();
  let browser: Browser;
  let shop: Awaited<ReturnType<typeof openShop>>;
  const openPage = async (): Promise<Page> => {
    const viewport = { width: 390, height: 844 };
    return (await browser.newContext({ locale: "ru-RU", viewport, javaScriptEnabled: false })).newPage();
  };
  beforeAll(async () => {
    shop = await openShop(platform);
    browser = await openBrowser(platform.chromiumFlags);
  });
  afterAll(() => browser.close());

  test("an owner's product form comes back with what was typed, through a reload, and through the end of the session", async () => {
    const admin = await openPage();
    keepPictureOnFailure(admin, "no-scripts-admin");
    await enterAdminByForm(admin, shop.api, shop.instance);
    await admin.goto(`${shop.instance.url}admin/products/new`);
    await admin.getByLabel("Название").fill("Ваза «Волна»");
    await admin.getByLabel("Цена, ₽").fill("дорого");
    await admin.getByLabel("Остаток, шт.").fill("5");
    await admin.getByLabel("Описание").fill("Ручная работа");
    await admin.getByRole("button", { name: "Сохранить" }).click();
    expect(await admin.title()).toMatch(/^Ошибка: /);
    await admin.reload();
    await expectField(admin, "Название", "Ваза «Волна»");
    expect(await admin.locator(":focus").getAttribute("name")).toBe("price");
    await takeScreenshot(admin, "no-scripts-product-refused");

    const ending = await openSecondTab(admin);
    await ending.getByRole("button", { name: "Выйти" }).click();
    await admin.getByLabel("Цена, ₽").fill("1 234,50");
    await admin.getByRole("button", { name: "Сохранить" }).click();
    await admin.getByText("Всё, что вы ввели, сохранено").waitFor();
    await takeScreenshot(admin, "no-scripts-session-ended");
    await enterAdminByForm(admin, shop.api, shop.instance);
    await expectField(admin, "Цена, ₽", "1 234,50");
    await expectField(admin, "Описание", "Ручная работа");
    await admin.getByRole("button", { name: "Сохранить" }).click();
    await admin.getByRole("status").getByText("Сохранено").waitFor();
  });

  test("a buyer gets what there is, corrects the checkout in another language, orders, and goes back", async () => {
    const owner = await enterAdmin(shop.api, shop.instance);
    const { id } = await addProduct(owner, "Чашка", "100", 5);
    const buyer = await openPage();
    keepPictureOnFailure(buyer, "no-scripts-buyer");
    await buyer.goto(`${shop.instance.url}products/chashka-${id}?utm_source=test`);
    await buyer.getByLabel("Количество").fill("10");
    await buyer.getByRole("button", { name: "В корзину" }).click();
    await buyer.getByText("«Чашка»: добавлено 5 из 10.").waitFor();
    await takeScreenshot(buyer, "no-scripts-cart-part");
    await buyer.getByRole("link", { name: "English" }).click();
    await buyer.getByText("“Чашка”: added 5 of 10.").waitFor();
    await buyer.getByRole("link", { name: "Русский" }).click();

    await buyer.getByRole("link", { name: "Оформить заказ" }).click();
    await buyer.getByLabel("Имя").fill("Пётр");
    await buyer.getByLabel("Телефон").fill("12");
    await buyer.getByText("Курьер", { exact: true }).click();
    await buyer.getByLabel("Адрес доставки").fill("Мира, 5");
    await buyer.getByRole("checkbox").check();
    await buyer.locator("button.button-wide[type=submit]").click();
    await buyer.getByRole("link", { name: "English" }).click();
    expect(await buyer.title()).toMatch(/^Error: Checkout/);
    await expectField(buyer, "Name", "Пётр");
    await expectField(buyer, "Delivery address", "Мира, 5");
    expect(await buyer.locator(":focus").getAttribute("name")).toBe("phone");
    await takeScreenshot(buyer, "no-scripts-checkout-refused");
    await buyer.getByLabel("Phone").fill("+7 999 111-22-33");
    await buyer.locator("button.button-wide[type=submit]").click();
    await buyer.getByText("Thank you, your order is in!").waitFor();
    await buyer.goBack();
    await buyer.getByRole("heading").first().waitFor();
    expect(new URL(buyer.url()).pathname).toMatch(/^\/(cart|checkout)$/);
  });
});

async function expectField(page: Page, label: string, value: string): Promise<void> {
  expect(await page.getByLabel(label, { exact: true }).inputValue(), label).toBe(value);
}

async function openSecondTab(page: Page): Promise<Page> {
  const tab = await page.context().newPage();
  await tab.goto(new URL("/admin", page.url()).href);
  return tab;
}
