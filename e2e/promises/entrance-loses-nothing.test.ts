import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, keepPictureOnFailure, openBrowser, openProfile, takeScreenshot } from "../harness/browser.ts";
import { inventPerson, registerOwner } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";

/** For what the page does by itself, on a machine that is busy. */
const patience = { timeout: 15_000 };

describe.skipIf(!hasChromium)("one entrance, on a phone, that loses nothing (needs Chromium)", () => {
  const platform = sharedPlatform();
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  const open = async (name: string): Promise<Page> => {
    const page = await (await openProfile(browser, "phone")).newPage();
    keepPictureOnFailure(page, name);
    await page.goto(new URL("/register", platform.dashboardUrl).href);
    return page;
  };
  const askForCode = (page: Page, phone: string): Promise<string> =>
    platform.codeAfter(phone, async () => {
      await page.getByTestId("enter-phone").fill(phone);
      await page.getByTestId("enter-continue").click();
      await page.getByTestId("enter-code").waitFor();
    });
  const focused = (page: Page): Promise<string> =>
    page.evaluate(`document.activeElement.dataset.testid ?? document.activeElement.tagName`);
  const wrong = (right: string): string => (right === "000000" ? "000001" : "000000");

  test("somebody new leaves to read the code, comes back to reloaded pages, and registers", async () => {
    const person = inventPerson();
    const page = await open("entrance-new");
    await takeScreenshot(page, "phone-entrance-phone");
    const code = await askForCode(page, person.phone);
    expect(await focused(page)).toBe("enter-code");
    await page.reload();
    await page.getByTestId("enter-code").waitFor();
    await expect.poll(() => focused(page), patience).toBe("enter-code");
    await page.getByText("Новый код можно запросить через").waitFor();

    await page.getByTestId("enter-code").fill(wrong(code));
    await page.getByText("Осталось попыток: 2").waitFor();
    await takeScreenshot(page, "phone-entrance-wrong-code");
    await page.getByTestId("enter-code").fill(`Код: ${code.slice(0, 3)} ${code.slice(3)}`);
    await page.getByTestId("register-first-name").fill(person.firstName);
    expect(await focused(page)).toBe("register-first-name");
    await page.getByTestId("register-last-name").fill(person.lastName);
    await page.getByTestId("register-employment-ip").check();
    await page.reload();
    await expect.poll(() => page.getByTestId("register-first-name").inputValue(), patience).toBe(person.firstName);
    expect(await page.getByTestId("register-employment-ip").isChecked()).toBe(true);
    await takeScreenshot(page, "phone-entrance-profile");
    await page.getByTestId("register-continue").click();
    await expect.poll(() => focused(page), patience).toBe("H1");

    await page.getByTestId("register-company").fill("Мастерская «Глина»");
    expect(await page.getByTestId("register-subdomain").inputValue()).toBe("masterskaya-glina");
    await page.getByTestId("register-subdomain").fill(person.subdomain);
    await page.getByTestId("register-password").fill(person.password);
    await page.getByTestId("register-consent").check();
    await page.reload();
    await expect.poll(() => page.getByTestId("register-subdomain").inputValue(), patience).toBe(person.subdomain);
    // What is secret or a declaration is given again.
    expect(await page.getByTestId("register-password").inputValue()).toBe("");
    expect(await page.getByTestId("register-consent").isChecked()).toBe(false);
    const kept: string = await page.evaluate("JSON.stringify({ ...sessionStorage })");
    expect(kept).not.toContain(person.password);
    expect(kept).not.toContain(code);
    await page.getByTestId("register-submit").click();
    await expect.poll(() => focused(page), patience).toBe("register-password");
    await page.getByTestId("register-password").fill(person.password);
    await page.getByTestId("register-consent").check();
    await takeScreenshot(page, "phone-entrance-site");
    await page.getByTestId("register-submit").click();
    await page.waitForURL("**/select-module");
  });

  test("somebody known types phone and code at the same entrance and is in", async () => {
    const { person } = await registerOwner(platform);
    const page = await open("entrance-known");
    const code = await askForCode(page, person.phone);
    await page.getByTestId("enter-code").fill(code);
    await page.waitForURL("**/dashboard");
  });

  test("a code that was sent a moment ago leads to its field, also on another page", async () => {
    const { phone } = inventPerson();
    const first = await open("entrance-first");
    const code = await askForCode(first, phone);
    const second = await open("entrance-second");
    await second.getByTestId("enter-phone").fill(phone);
    await second.getByTestId("enter-continue").click();
    await second.getByText("Код уже отправлен").waitFor();
    await second.getByTestId("enter-code").fill(code);
    await second.getByTestId("register-first-name").waitFor();
  });

  test("a code that is used up says so, and how long to wait for the next one", async () => {
    const { phone } = inventPerson();
    const page = await open("entrance-spent");
    const code = await askForCode(page, phone);
    for (const left of ["Осталось попыток: 2", "Осталось попыток: 1", "слишком много неверных попыток"]) {
      await page.getByTestId("enter-code").fill(wrong(code));
      await page.getByText(left).waitFor();
      await expect.poll(() => page.getByTestId("enter-code").inputValue(), patience).toBe("");
    }
    expect(await focused(page)).toBe("enter-code");
    await page.getByText("Новый код можно запросить через").waitFor();
    await takeScreenshot(page, "phone-entrance-spent-code");
  });

  test("a refused subdomain stands beside its field, and an ended proof leads back to the phone with all that was typed", async () => {
    const { person: taken } = await registerOwner(platform);
    const person = inventPerson();
    const page = await open("entrance-ended");
    const code = await askForCode(page, person.phone);
    await page.getByTestId("enter-code").fill(code);
    await page.getByTestId("register-first-name").fill("Анна");
    await page.getByTestId("register-last-name").fill("Длиннофамильная-Неразрывно-Переносимая");
    await page.getByTestId("register-employment-ooo").check();
    await page.getByTestId("register-continue").click();
    await page.getByTestId("register-company").fill("Глина");
    await page.getByTestId("register-subdomain").fill(taken.subdomain);
    await page.getByTestId("register-password").fill(person.password);
    await page.getByTestId("register-consent").check();
    await page.getByTestId("register-submit").click();
    await expect.poll(() => focused(page), patience).toBe("register-subdomain");
    await page.context().clearCookies({ name: "__Host-registration" });
    await page.getByTestId("register-submit").click();
    await page.getByText("Подтверждение номера устарело").waitFor();
    expect(await page.getByTestId("enter-phone").inputValue()).toContain("9");
    const kept: string = await page.evaluate("JSON.stringify({ ...sessionStorage })");
    expect(kept).toContain("Длиннофамильная");
  });
});
