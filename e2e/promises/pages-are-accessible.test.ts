import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, openBrowser, openProfile, takeScreenshot } from "../harness/browser.ts";
import { logInWithPassword } from "../harness/dashboard-page.ts";
import { enterAdminByForm } from "../harness/handover-page.ts";
import { openShop } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { addProduct, enterAdmin } from "../harness/shop.ts";

describe.skipIf(!hasChromium)("no page has a serious or critical barrier, light or dark (needs Chromium)", () => {
  const platform = sharedPlatform();
  let browser: Browser;
  let page: Page;
  let shop: Awaited<ReturnType<typeof openShop>>;

  beforeAll(async () => {
    shop = await openShop(platform);
    await addProduct(await enterAdmin(shop.api, shop.instance), "Ваза", "100", 3);
    browser = await openBrowser();
    page = await (await openProfile(browser, "phone")).newPage();
  });
  afterAll(() => browser.close());

  test.each(["/", "/register", "/login", "/recover"])("a visitor's page %s", async (path) => {
    await page.goto(new URL(path, platform.dashboardUrl).href);
    await expectNoBarrier(page, `visitor${path.replaceAll("/", "-")}`);
  });

  test("an owner's pages: home, choice of modules, tariff, settings", async () => {
    await logInWithPassword(page, platform, shop.person);
    for (const path of ["/dashboard", "/select-module", "/dashboard/tariff", "/dashboard/settings"]) {
      await page.goto(new URL(path, platform.dashboardUrl).href);
      await expectNoBarrier(page, `owner${path.replaceAll("/", "-")}`);
    }
  });

  test("the switch outweighs the device, from the first byte of the next page on", async () => {
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(new URL("/dashboard", platform.dashboardUrl).href);
    const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const asDevice = await ground();
    await page.getByTestId("theme-switch").click();
    expect(await ground()).toBe(asDevice);
    await page.getByTestId("theme-switch").click();
    const chosen = await ground();
    expect(chosen).not.toBe(asDevice);
    const answer = await page.goto(new URL("/dashboard", platform.dashboardUrl).href);
    expect(await answer?.text()).toMatch(/<html[^>]* data-theme="dark"/u);
    expect(await ground()).toBe(chosen);
    await page.getByTestId("theme-switch").click();
    expect(await ground()).toBe(asDevice);
  });

  test("a buyer's pages, and the doorman's", async () => {
    for (const address of [shop.instance.url, `${shop.instance.url}cart`, platform.siteUrl("shop--nobody.localhost")]) {
      await page.goto(address);
      await expectNoBarrier(
        page,
        `site-${new URL(address).host.split(".")[0]}${new URL(address).pathname.replaceAll("/", "-")}`,
      );
    }
  });

  test("forms that came back: a buyer's checkout, an owner's settings that somebody else has saved", async () => {
    await page.goto(shop.instance.url);
    await page.getByRole("button", { name: /В корзину/ }).click();
    await page.getByRole("link", { name: "Оформить заказ" }).click();
    await page.locator("button.button-wide[type=submit]").click();
    await page.getByText("Напишите, как к вам обращаться").first().waitFor();
    await expectNoBarrier(page, "site-checkout-refused");

    await enterAdminByForm(page, shop.api, shop.instance);
    const settings = new URL("/admin/settings", shop.instance.url).href;
    await page.goto(settings);
    const other = await page.context().newPage();
    await other.goto(settings);
    for (const [tab, name] of [
      [other, "Первое"],
      [page, "Второе"],
    ] as const) {
      await tab.getByLabel("Название магазина").fill(name);
      await tab.getByRole("button", { name: "Сохранить" }).click();
    }
    await page.getByText("Вот оба варианта").waitFor();
    await expectNoBarrier(page, "admin-settings-both-versions");
  });
});

/** What still fades in has less contrast than it will have; what never ends (a skeleton) is not waited for. */
async function waitForAnimations(page: Page): Promise<void> {
  await page.evaluate(`Promise.allSettled(
    document.getAnimations()
      .filter((animation) => animation.effect.getTiming().iterations !== Infinity)
      .map((animation) => animation.finished),
  ).then(() => undefined)`);
}

/** In the light and in the dark, as the device says. */
async function expectNoBarrier(page: Page, name: string): Promise<void> {
  // A skeleton has no barriers, and is not the page.
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectNoBarrierAsShown(page, colorScheme === "light" ? name : `${name}-dark`);
  }
}

async function expectNoBarrierAsShown(page: Page, name: string): Promise<void> {
  await waitForAnimations(page);
  await takeScreenshot(page, `phone-${name}`);
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  const barriers = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(barriers.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual(
    [],
  );
}
