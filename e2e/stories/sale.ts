// Long because it is one story: each test goes on where the one before left the browser.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, keepPictureOnFailure, openBrowser, openProfile, takeScreenshot } from "../harness/browser.ts";
import {
  activateShopInBrowser,
  deactivateShopInBrowser,
  openAdminInBrowser,
  readSteps,
  registerInBrowser,
} from "../harness/dashboard-page.ts";
import { waitFor } from "../harness/http.ts";
import { inventPerson } from "../harness/owner.ts";
import { addProductInBrowser, buyInBrowser } from "../harness/shop-page.ts";
import type { TestPlatform } from "../harness/test-platform.ts";

const vase = { title: "Ваза «Волна»", price: "1 234,50", stock: 2 };
const buyer = { name: "Пётр", phone: "+7 999 111-22-33" };

/** From a phone number to a sold product, by clicks and keys in Chromium only. */
export function walkSale(platform: TestPlatform): void {
  describe.skipIf(!hasChromium)("from a phone number to a sold product (needs Chromium)", () => {
    const person = inventPerson();
    let browser: Browser;
    let owner: Page;
    let shopUrl: string;
    let admin: Page;

    beforeAll(async () => {
      browser = await openBrowser(platform.chromiumFlags);
      owner = await (await openProfile(browser)).newPage();
    });
    afterAll(() => browser.close());

    test("the landing page shows the three tariffs and leads to the registration", async () => {
      keepPictureOnFailure(owner, "landing");
      await owner.goto(platform.dashboardUrl);
      for (const price of ["990", "2 990", "9 990"]) {
        await owner
          .getByText(new RegExp(price.replace(" ", "\\s")))
          .first()
          .waitFor();
      }
      await takeScreenshot(owner, "landing");
    });

    test("an owner registers with phone, code, name, kind of business, subdomain, password and consent", async () => {
      keepPictureOnFailure(owner, "registration");
      await registerInBrowser(owner, platform, person);
      await owner.getByTestId("module-card-shop").waitFor();
      await takeScreenshot(owner, "select-module");
    });

    test("modules that are not written yet are shown as coming soon and cannot be activated", async () => {
      for (const module of ["events", "portfolio", "courses"]) {
        expect(await owner.getByTestId(`activate-${module}`).isDisabled(), module).toBe(true);
      }
      await owner.getByText("Скоро").first().waitFor();
    });

    test("activating the shop shows every step until the site answers", async () => {
      keepPictureOnFailure(owner, "activation");
      shopUrl = await activateShopInBrowser(owner);
      expect(new URL(shopUrl).origin).toBe(platform.shopUrl(person.subdomain));
      const steps = await readSteps(owner);
      expect(Object.keys(steps).sort()).toEqual(["database", "reachable", "request", "route", "tenant", "workload"]);
      expect(new Set(Object.values(steps))).toEqual(new Set(["done"]));
      await takeScreenshot(owner, "activated");
    });

    test("the owner enters the shop's admin with one click and puts a vase on the shelf", async () => {
      admin = await openAdminInBrowser(owner);
      keepPictureOnFailure(admin, "admin");
      await addProductInBrowser(admin, vase);
      await takeScreenshot(admin, "admin-product");
    });

    test("a buyer in another browser sees it and orders; what is left goes down and never below zero", async () => {
      const orders = ["first", "second"];
      for (const name of orders) {
        const shop = await (await openProfile(browser, "phone")).newPage();
        keepPictureOnFailure(shop, `buyer-${name}`);
        await shop.goto(shopUrl);
        await shop.getByRole("img").first().waitFor();
        await buyInBrowser(shop, vase.title, buyer);
        await takeScreenshot(shop, `order-${name}`);
      }
      const late = await (await openProfile(browser, "phone")).newPage();
      await late.goto(shopUrl);
      await late.getByText("Нет в наличии").waitFor();
      expect(await late.getByRole("button", { name: /В корзину/ }).count()).toBe(0);
    });

    test("the owner sees the order and moves it on", async () => {
      keepPictureOnFailure(admin, "orders");
      await admin.getByRole("link", { name: "Заказы", exact: true }).first().click();
      await admin.locator('a[href^="/admin/orders/"]').first().click();
      await admin.getByRole("button", { name: "Подтвердить" }).click();
      await admin.getByText("Подтверждён").first().waitFor();
      await takeScreenshot(admin, "admin-order");
    });

    test("switched off, the address shows the doorman's page; switched on again, the vase is back", async () => {
      keepPictureOnFailure(owner, "deactivation");
      await deactivateShopInBrowser(owner);
      const visitor = await (await openProfile(browser, "phone")).newPage();
      // The owner's screen says so at the click; the cluster follows, and a page does not load itself again.
      await waitFor("the doorman's page", async () => {
        await visitor.goto(shopUrl);
        return (await visitor.getByText(/отключ|выключ/i).count()) > 0;
      });
      expect(await visitor.getByText(vase.title).count()).toBe(0);
      await takeScreenshot(visitor, "doorman-inactive");
      await activateShopInBrowser(owner);
      await visitor.goto(shopUrl);
      await visitor.getByText(vase.title).first().waitFor();
    });
  });
}
