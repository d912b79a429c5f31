import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, keepPictureOnFailure, openBrowser, openProfile, takeScreenshot } from "../harness/browser.ts";
import { logInWithPassword } from "../harness/dashboard-page.ts";
import { openShop } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";

describe.skipIf(!hasChromium)("what cannot be had is refused with the way out (needs Chromium)", () => {
  const platform = sharedPlatform();
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test("a second site on a tariff of one is refused, and the owner is led to the tariff that allows it", async () => {
    const { person } = await openShop(platform, "base");
    const page = await (await openProfile(browser)).newPage();
    keepPictureOnFailure(page, "refusal");
    await logInWithPassword(page, platform, person);
    await page.getByTestId("another-shop").click();
    await page.getByTestId("another-submit").click();
    await page
      .getByTestId("refusal")
      .getByText(/Growth/)
      .first()
      .waitFor();
    await takeScreenshot(page, "activation-refused");
    await page.getByTestId("refusal-way-out").click();
    await page.waitForURL("**/dashboard/tariff?to=growth");
  });

  test("an address that nobody has is answered by the doorman, politely and with 404", async () => {
    const page = await (await openProfile(browser, "phone")).newPage();
    const response = await page.goto(platform.siteUrl("shop--nobody-has-this.localhost"));
    expect(response?.status()).toBe(404);
    await page.getByRole("heading").first().waitFor();
    await takeScreenshot(page, "doorman-nothing-here");
  });
});
