import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, keepPictureOnFailure, openBrowser, openProfile } from "../harness/browser.ts";
import { logInWithPassword } from "../harness/dashboard-page.ts";
import { openShop } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";

const platform = sharedPlatform();

/** The page becomes visible again, which makes it request the state of the sites. */
const comeBack = (page: Page) => page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");

describe.skipIf(!hasChromium)("a tab that was open while the platform was upgraded (needs Chromium)", () => {
  let browser: Browser;
  let shop: Awaited<ReturnType<typeof openShop>>;
  beforeAll(async () => {
    shop = await openShop(platform);
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  async function openDashboard(name: string): Promise<{ page: Page; countLoads: () => number }> {
    const page = await (await openProfile(browser)).newPage();
    keepPictureOnFailure(page, name);
    await logInWithPassword(page, platform, shop.person);
    await page.getByTestId("site-link").waitFor();
    await page.waitForLoadState("networkidle");
    let loads = 0;
    page.on("request", (request) => {
      if (request.isNavigationRequest()) loads += 1;
    });
    return { page, countLoads: () => loads };
  }

  /** What this build of the page does not understand: an instance under way without its steps. */
  const otherShape = () => JSON.stringify([{ id: shop.instance.id, module: "shop", active: true, ready: false }]);

  test("does not understand what the core answers by now: it loads itself once, and works", async () => {
    const { page, countLoads } = await openDashboard("changed-answer");
    let isUpgraded = true;
    await page.route("**/api/modules/instances", (route) =>
      isUpgraded ? route.fulfill({ contentType: "application/json", body: otherShape() }) : route.continue(),
    );
    page.once("framenavigated", () => (isUpgraded = false));
    await Promise.all([page.waitForEvent("load"), comeBack(page)]);
    await page.getByTestId("site-link").waitFor();
    await page.getByTestId("deactivate").click();
    await page.getByTestId("deactivate-confirm").waitFor();
    expect(countLoads()).toBe(1);
  });

  test("is still broken after that: it says so and offers to try again, and does not load for ever", async () => {
    const { page, countLoads } = await openDashboard("broken-for-good");
    await page.route("**/api/modules/instances", (route) =>
      route.fulfill({ contentType: "application/json", body: otherShape() }),
    );
    await Promise.all([page.waitForEvent("load"), comeBack(page)]);
    await page.getByTestId("site-link").waitFor();
    await page.waitForLoadState("networkidle");
    await comeBack(page);
    await page.getByRole("button", { name: "Попробовать снова" }).waitFor();
    await page.waitForLoadState("networkidle");
    expect(countLoads()).toBe(1);

    await page.unroute("**/api/modules/instances");
    await page.getByRole("button", { name: "Попробовать снова" }).click();
    await page.getByTestId("site-link").waitFor();
  });

  test("asks for files that only its own build had: the click leads where it should", async () => {
    const { page } = await openDashboard("lost-files");
    let isUpgraded = true;
    await page.route("**/_next/static/**", (route) =>
      isUpgraded ? route.fulfill({ status: 404, body: "Not Found" }) : route.continue(),
    );
    page.on("request", (request) => {
      // A whole load asks for files of today's build.
      if (request.isNavigationRequest()) isUpgraded = false;
    });
    await page.getByRole("link", { name: "Настройки" }).first().click();
    await page.getByTestId("settings-company-name").waitFor();
    await page.getByTestId("settings-company-name").fill("Лавка после обновления");
    await page.getByTestId("settings-save").click();
    await page.getByText("Сохранено").waitFor();
  });
});
