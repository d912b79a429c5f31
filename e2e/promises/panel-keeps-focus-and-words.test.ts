import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, keepPictureOnFailure, openBrowser, openProfile, takeScreenshot } from "../harness/browser.ts";
import { Cluster, paths } from "../harness/cluster.ts";
import { activateShopInBrowser, logInWithPassword } from "../harness/dashboard-page.ts";
import { openShop, registerOwner, waitForInstance } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";

const focused = (page: Page): Promise<string> =>
  page.evaluate(`document.activeElement.dataset.testid || document.activeElement.id || document.activeElement.tagName`);

describe.skipIf(!hasChromium)("the owner's panel (needs Chromium)", () => {
  const platform = sharedPlatform();
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test("the focus goes where the eye should: to the card after each switch, the new site's card, the changed tariff", async () => {
    const { person } = await registerOwner(platform, "growth");
    const page = await (await openProfile(browser)).newPage();
    keepPictureOnFailure(page, "panel-focus");
    await logInWithPassword(page, platform, person);
    await activateShopInBrowser(page);
    expect(await focused(page)).toBe("module-shop");

    await page.getByTestId("another-shop").click();
    expect(await focused(page)).toBe("another-prefix");
    await page.getByTestId("another-prefix").fill("shop");
    await page.getByTestId("another-submit").click();
    await page.getByText("У вас уже есть сайт с таким началом адреса").waitFor();
    expect(await focused(page)).toBe("another-prefix");
    await takeScreenshot(page, "another-site-own-prefix");
    await page.getByTestId("another-prefix").fill("lavka");
    await page.getByTestId("another-submit").click();
    await expect.poll(() => focused(page), { timeout: 15_000 }).toBe("module-lavka");

    const card = page.getByTestId("module-card-shop");
    await card.getByTestId("deactivate").click();
    await page.getByTestId("deactivate-confirm").click();
    await page.getByTestId("activate-shop").waitFor();
    expect(await focused(page)).toBe("module-shop");

    await page.goto(new URL("/dashboard/tariff", platform.dashboardUrl).href);
    await page.getByTestId("choose-tariff-master").click();
    await page.getByTestId("tariff-changed").waitFor();
    expect(await page.evaluate("document.activeElement.innerText")).toContain("Master");
  });

  test("without a connection a click waits and says so, and a form keeps what was typed and can be sent again", async () => {
    const { person } = await registerOwner(platform);
    const page = await (await openProfile(browser, "phone")).newPage();
    keepPictureOnFailure(page, "panel-offline");
    await logInWithPassword(page, platform, person);
    await page.goto(new URL("/dashboard/settings", platform.dashboardUrl).href);
    await page.getByTestId("settings-company-name").fill("Мастерская «Глина»");
    await page.context().setOffline(true);
    await page.getByTestId("settings-save").click();
    await page.getByRole("alert").getByText("Не получилось связаться с сервером").waitFor();
    expect(await page.getByTestId("settings-company-name").inputValue()).toBe("Мастерская «Глина»");
    await page.getByTestId("offline").waitFor();
    await takeScreenshot(page, "phone-offline");
    await page.context().setOffline(false);
    await page.getByTestId("offline").waitFor({ state: "detached" });
    await page.getByTestId("settings-save").click();
    await page.getByText("Сохранено").waitFor();

    await page.context().setOffline(true);
    await page.getByRole("link", { name: "Тариф" }).click();
    await page.getByTestId("offline").waitFor();
    expect(page.url()).not.toContain("chrome-error");
    expect(await page.getByRole("link", { name: "Настройки" }).count()).toBe(1);
    await page.context().setOffline(false);
    // The click that waited goes on by itself.
    await page.getByTestId("current-tariff").waitFor();
    expect(page.url()).toContain("/dashboard/tariff");
  });

  test("a suspended company reads why, since when and the way out, and no launch is counted", async () => {
    const { api, person, instance } = await openShop(platform);
    const cluster = await Cluster.connect(platform.kubeconfigPath);
    const tenant = paths.tenant(person.subdomain);
    for (const [reason, sentence, wayOut] of [
      ["payment", "не поступила оплата", "Перейти к тарифу"],
      ["abuse", "из-за жалобы", "Напишите в поддержку"],
    ] as const) {
      await cluster.patch(tenant, { spec: { suspension: { reason } } });
      await waitForInstance(api, instance.id, "suspended");
      for (const size of ["phone", "desktop"] as const) {
        const page = await (await openProfile(browser, size)).newPage();
        keepPictureOnFailure(page, `panel-suspended-${reason}-${size}`);
        await logInWithPassword(page, platform, person);
        const company = page.getByTestId("company-suspended");
        await company.getByText(sentence).waitFor();
        await company.getByText(wayOut).waitFor();
        await page.getByTestId("site-suspended").getByText(sentence).waitFor();
        await page.getByText("Приостановлен", { exact: true }).first().waitFor();
        for (const misleading of ["Запускаем", "Пробный период", "Открыть магазин", "Открыть админку"]) {
          expect(await page.getByText(misleading, { exact: true }).count(), misleading).toBe(0);
        }
        await takeScreenshot(page, `${size}-suspended-${reason}`);
        await page.emulateMedia({ colorScheme: "dark" });
        await takeScreenshot(page, `${size}-suspended-${reason}-dark`);
        if (reason === "payment") {
          await page.getByTestId("suspension-way-out").click();
          await page.getByTestId("tariff-suspended").getByText("Напишите в поддержку").waitFor();
          expect(await page.getByText("Пробный период").count()).toBe(0);
          await takeScreenshot(page, `${size}-suspended-tariff-dark`);
        }
        await page.context().close();
      }
    }
    await cluster.patch(tenant, { spec: { suspension: null } });
    await waitForInstance(api, instance.id, "live");
    await cluster.close();
  });
});
