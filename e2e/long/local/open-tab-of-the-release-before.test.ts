import { findFreePort } from "@tochka-rosta/testing";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, keepPictureOnFailure, openBrowser, openProfile } from "../../harness/browser.ts";
import { logInWithPassword, registerInBrowser } from "../../harness/dashboard-page.ts";
import { waitFor } from "../../harness/http.ts";
import { inventPerson } from "../../harness/owner.ts";
import { startPlatformProcess, type PlatformProcess } from "../../harness/platform.ts";
import { connectPlatform, type LocalPlatform } from "../../harness/test-platform.ts";
import { locateFixture, releaseBefore } from "../../releases/harness/fixture.ts";
import { openRelease } from "../../releases/harness/open-release.ts";
import { startRelease, type ReleasePlatform } from "../../releases/harness/start-release.ts";
import { unpackLocal, type UnpackedLocal } from "../../releases/harness/unpack-local.ts";

const release = releaseBefore;

// Pages of the release's real dashboard are open in Chromium; then today's platform takes its place, under the same address.
describe.skipIf(!hasChromium)(`tabs of ${release} that were open at the upgrade (needs Chromium)`, () => {
  let local: UnpackedLocal;
  let running: PlatformProcess;
  let platform: LocalPlatform;
  let browser: Browser;
  let context: BrowserContext;
  const tabs = new Map<string, Page>();
  const newcomer = inventPerson();

  beforeAll(async () => {
    const folder = await openRelease(locateFixture(release).sources);
    local = await unpackLocal(release);
    const port = await findFreePort();
    const before = await startRelease(folder, local.path, port);
    browser = await openBrowser();
    context = await openProfile(browser);
    await openTabs(before);
    await before.stop();
    running = await startPlatformProcess(local.path, port);
    platform = connectPlatform(running.addresses);
  });
  afterAll(async () => {
    await browser.close();
    await running.stop();
    await local.remove();
  });

  async function openTabs(before: ReleasePlatform): Promise<void> {
    const [owner] = local.expected.accounts;
    if (!owner) throw new Error("The fixture has no account");
    const first = await context.newPage();
    await logInWithPassword(first, before, { ...inventPerson(), phone: owner.phone, password: owner.password });
    for (const [name, path] of [
      ["walks", "dashboard"],
      ["types", "dashboard/settings"],
      ["acts", "dashboard"],
    ] as const) {
      await openTab(name, context, `${before.dashboardUrl}${path}`);
    }
    const stranger = await openTab("registers", await openProfile(browser), `${before.dashboardUrl}register`);
    await stranger.getByTestId("register-phone").fill(newcomer.phone);
    const code = await before.codeAfter(newcomer.phone, () => stranger.getByTestId("register-continue").click());
    await stranger.getByTestId("register-code").fill(code);
  }

  async function openTab(name: string, profile: BrowserContext, url: string): Promise<Page> {
    const page = await profile.newPage();
    await page.goto(url);
    await page.waitForLoadState("networkidle");
    // Goes with the document: what is there later shows whether the page was loaded since.
    await page.evaluate("window.isOfTheReleaseBefore = true");
    tabs.set(name, page);
    return page;
  }

  function takeTab(name: string): Page {
    const page = tabs.get(name);
    if (!page) throw new Error(`There is no tab ${name}`);
    keepPictureOnFailure(page, `tab-that-${name}`);
    return page;
  }

  const waitUntilReloaded = (page: Page) =>
    waitFor("the page to be reloaded", async () => (await page.evaluate("window.isOfTheReleaseBefore")) === undefined);

  test("a click on a link leads to today's page", async () => {
    const page = takeTab("walks");
    await page.getByRole("link", { name: "Настройки" }).first().click();
    await waitUntilReloaded(page);
    await page.getByTestId("settings-company-name").waitFor();
    await page.getByRole("link", { name: "Тариф" }).first().click();
    await page.waitForURL("**/dashboard/tariff");
  });

  test("a form is sent, or the page is reloaded and then it is", async () => {
    const page = takeTab("types");
    await page.getByTestId("settings-company-name").fill("Первая попытка");
    await page.getByTestId("settings-save").click();
    await waitUntilReloaded(page);
    await page.waitForLoadState("networkidle");
    await page.getByTestId("settings-company-name").fill("Ёлки после обновления");
    await page.getByTestId("settings-save").click();
    await page.getByText("Сохранено").waitFor();
    await page.reload();
    expect(await page.getByTestId("settings-company-name").inputValue()).toBe("Ёлки после обновления");
  });

  test("news of a site are taken from today's core, a click on them acts, and the page is reloaded", async () => {
    const page = takeTab("acts");
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.waitForLoadState("networkidle");
    await page.getByTestId("deactivate").click();
    await page.getByTestId("deactivate-confirm").click();
    await waitUntilReloaded(page);
    await page.locator("[data-testid=module-state-shop][data-state=inactive]").waitFor({ timeout: 60_000 });
    await page.getByTestId("activate-shop").click();
    await page.getByTestId("launch-done").waitFor({ timeout: 90_000 });
  });

  test("a registration goes on where it was, or from its beginning after a reload", async () => {
    const page = takeTab("registers");
    const isThrough = await finishRegistration(page).then(
      () => true,
      () => false,
    );
    if (!isThrough) {
      await page.reload();
      await registerInBrowser(page, platform, { ...newcomer, ...inventPerson() });
    }
    await page.getByTestId("module-card-shop").waitFor();
  });

  async function finishRegistration(page: Page): Promise<void> {
    page.setDefaultTimeout(10_000);
    try {
      await page.getByTestId("register-first-name").fill(newcomer.firstName);
      await page.getByTestId("register-last-name").fill(newcomer.lastName);
      await page.getByTestId("register-employment-self_employed").check();
      await page.getByTestId("register-continue").click();
      await page.getByTestId("register-subdomain").fill(newcomer.subdomain);
      await page.getByTestId("register-subdomain-answer").getByText("Свободно").waitFor();
      await page.getByTestId("register-password").fill(newcomer.password);
      await page.getByTestId("register-consent").check();
      await page.getByTestId("register-submit").click();
      await page.waitForURL("**/select-module");
    } finally {
      page.setDefaultTimeout(30_000);
    }
  }
});
