import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  expectToFit,
  hasChromium,
  keepPictureOnFailure,
  openBrowser,
  openProfile,
  takeScreenshot,
} from "../harness/browser.ts";
import { activateShopInBrowser, openAdminInBrowser } from "../harness/dashboard-page.ts";
import { inventPerson } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { redDot } from "../harness/shop-page.ts";

/** What is called slow 3G: 400 kbit/s, 400 ms to the first byte. */
const slowNet = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

/** A phone of 390 px on a slow net; pages that it opens later are on it too. */
async function openSlowPhone(browser: Browser): Promise<BrowserContext> {
  const context = await openProfile(browser, "phone");
  context.on("page", (page) => void slowDown(page));
  return context;
}

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", slowNet);
}

describe.skipIf(!hasChromium)("a person with a phone on a slow net opens a shop and sells (needs Chromium)", () => {
  const platform = sharedPlatform();
  let browser: Browser;
  let owner: Page;
  let admin: Page;
  let shopUrl = "";
  beforeAll(async () => {
    browser = await openBrowser();
    owner = await (await openSlowPhone(browser)).newPage();
  });
  afterAll(() => browser.close());

  test("registers: leaves to read the code and comes back to a reloaded page", async () => {
    keepPictureOnFailure(owner, "slow-phone-registration");
    const person = inventPerson();
    await owner.goto(new URL("/", platform.dashboardUrl).href);
    await expectToFit(owner, owner.url());
    await owner.goto(new URL("/register", platform.dashboardUrl).href);
    const code = await platform.codeAfter(person.phone, async () => {
      await owner.getByTestId("enter-phone").fill(person.phone);
      await owner.getByTestId("enter-continue").click();
      await owner.getByTestId("enter-code").waitFor();
    });
    await owner.reload();
    await owner.getByTestId("enter-code").fill(`Ваш код: ${code}`);
    await owner.getByTestId("register-first-name").fill(person.firstName);
    await owner.getByTestId("register-last-name").fill(person.lastName);
    await owner.getByTestId("register-employment-self_employed").check();
    await owner.getByTestId("register-continue").click();
    await owner.getByTestId("register-company").fill("Керамика Анны");
    await owner.getByTestId("register-subdomain").fill(person.subdomain);
    await owner.getByTestId("register-password").fill(person.password);
    await owner.getByTestId("register-consent").check();
    await expectToFit(owner, owner.url());
    await owner.getByTestId("register-submit").click();
    await owner.waitForURL("**/select-module");
  });

  test("presses Activate, and the shop is there", async () => {
    keepPictureOnFailure(owner, "slow-phone-activation");
    shopUrl = await activateShopInBrowser(owner);
    await expectToFit(owner, owner.url());
    await owner.goto(new URL("/dashboard", platform.dashboardUrl).href);
    admin = await openAdminInBrowser(owner);
    keepPictureOnFailure(admin, "slow-phone-admin");
    await expectToFit(admin, admin.url());
  });

  test("says who sells, with the phone of a shop", async () => {
    keepPictureOnFailure(admin, "slow-phone-settings");
    await admin.getByRole("link", { name: "Настройки" }).first().click();
    await admin.getByLabel("Название магазина").fill("Керамика Анны");
    await admin.getByLabel("Телефон").first().fill("8-800-555-35-35");
    await admin.getByRole("button", { name: "Сохранить" }).click();
    await admin.getByRole("status").getByText("Сохранено").waitFor();
    await expectToFit(admin, admin.url());
  });

  test("puts a vase on the shelf; a wrong price comes back with all that was typed", async () => {
    keepPictureOnFailure(admin, "slow-phone-product");
    await admin.getByRole("link", { name: "Товары", exact: true }).first().click();
    await admin.getByRole("link", { name: "Добавить товар" }).first().click();
    await admin.getByLabel("Название").fill("Ваза «Зелёная волна»");
    await admin.getByLabel("Цена, ₽").fill("дорого");
    await admin.getByLabel("Остаток, шт.").fill("5");
    await admin.getByRole("button", { name: "Сохранить" }).click();
    await admin.locator("[aria-invalid=true]").first().waitFor();
    expect(await admin.getByLabel("Название").inputValue()).toBe("Ваза «Зелёная волна»");
    await admin.reload();
    expect(await admin.getByLabel("Цена, ₽").inputValue()).toBe("дорого");
    await expectToFit(admin, admin.url());
    await admin.getByLabel("Цена, ₽").fill("1 234,50");
    await admin.getByLabel("Фото", { exact: true }).setInputFiles(redDot);
    await admin.getByRole("button", { name: "Сохранить" }).click();
    await admin.getByRole("status").getByText("Сохранено").waitFor();
  });

  test("a buyer with such a phone finds it, is told what is left, mistypes a phone, changes the language, and orders", async () => {
    const buyer = await (await openSlowPhone(browser)).newPage();
    keepPictureOnFailure(buyer, "slow-phone-buyer");
    await buyer.goto(shopUrl);
    await buyer.getByRole("searchbox").fill("зеленые вазы");
    await buyer.getByRole("searchbox").press("Enter");
    await expectToFit(buyer, buyer.url());
    await buyer
      .getByRole("link", { name: /Зелёная волна/ })
      .first()
      .click();
    await buyer.getByLabel("Количество").fill("10");
    await buyer
      .getByRole("button", { name: /В корзину/ })
      .first()
      .click();
    await buyer.getByText("добавлено 5 из 10").waitFor();
    await takeScreenshot(buyer, "slow-phone-cart");
    await expectToFit(buyer, buyer.url());
    await buyer.getByRole("link", { name: "Оформить заказ" }).click();
    await buyer.getByLabel("Имя").fill("Пётр Покупатель");
    await buyer.getByLabel("Телефон").fill("+992 93 123 4567");
    await buyer.getByText("Самовывоз").click();
    await buyer.getByRole("checkbox").check();
    await buyer.locator("button.button-wide[type=submit]").click();
    await buyer.locator("[aria-invalid=true]").first().waitFor();
    await expectToFit(buyer, buyer.url());
    await buyer.locator("a.language").click();
    await buyer.getByText("How to reach you").waitFor();
    expect(await buyer.getByLabel("Name").inputValue()).toBe("Пётр Покупатель");
    await buyer.getByLabel("Phone").fill("8 999 111 22 33");
    await buyer.getByRole("checkbox").check();
    await buyer.locator("button.button-wide[type=submit]").click();
    await buyer.getByText("Thank you, your order is in!").waitFor();
    await expectToFit(buyer, buyer.url());
  });

  test("the owner sees the order and confirms it", async () => {
    keepPictureOnFailure(admin, "slow-phone-order");
    await admin.getByRole("link", { name: "Заказы", exact: true }).first().click();
    await admin.getByText("Пётр Покупатель").first().waitFor();
    await admin.locator("a.cover").first().click();
    await admin.getByRole("button", { name: "Подтвердить" }).click();
    await admin.getByText("Подтверждён").first().waitFor();
    await expectToFit(admin, admin.url());
  });
});
