import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, keepPictureOnFailure, openBrowser, openProfile, takeScreenshot } from "../harness/browser.ts";
import { logInWithPassword } from "../harness/dashboard-page.ts";
import { expectStatus, registerOwner } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";

describe.skipIf(!hasChromium)("what cannot be had is refused with the way out (needs Chromium)", () => {
  const platform = sharedPlatform();
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test("an owner at the tariff's limit is told so and led to the tariff that allows more", async () => {
    const { api, person } = await registerOwner(platform, "base");
    await expectStatus(api.post("/api/modules/activate", { module: "shop", hostPrefix: "first" }), 202);
    const page = await (await openProfile(browser)).newPage();
    keepPictureOnFailure(page, "refusal");
    await logInWithPassword(page, platform, person);
    const activate = page.getByTestId("activate-shop");
    if ((await activate.count()) > 0) {
      await activate.click();
      await page.getByTestId("refusal").waitFor();
      await takeScreenshot(page, "activation-refused");
      await page.getByTestId("refusal-way-out").click();
      await page.waitForURL("**/dashboard/tariff**");
    }
  });

  test("an address that nobody has is answered by the doorman, politely and with 404", async () => {
    const page = await (await openProfile(browser, "phone")).newPage();
    const response = await page.goto(platform.siteUrl("shop--nobody-has-this.localhost"));
    expect(response?.status()).toBe(404);
    await page.getByRole("heading").first().waitFor();
    await takeScreenshot(page, "doorman-nothing-here");
  });
});
