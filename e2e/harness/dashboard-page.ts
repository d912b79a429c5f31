import type { Page } from "playwright-core";
import type { Person } from "./owner.ts";
import type { TestPlatform } from "./test-platform.ts";

/** Goes through the registration as a person does, and ends on the page that follows it. */
export async function registerInBrowser(page: Page, platform: TestPlatform, person: Person): Promise<void> {
  await page.goto(new URL("/register", platform.dashboardUrl).href);
  await page.getByTestId("register-phone").fill(person.phone);
  const code = await platform.codeAfter(person.phone, () => page.getByTestId("register-continue").click());
  await page.getByTestId("register-code").fill(code);
  await page.getByTestId("register-first-name").fill(person.firstName);
  await page.getByTestId("register-last-name").fill(person.lastName);
  await page.getByTestId("register-employment-self_employed").check();
  await page.getByTestId("register-continue").click();
  await page.getByTestId("register-subdomain").fill(person.subdomain);
  await page.getByTestId("register-subdomain-answer").getByText("Свободно").waitFor();
  await page.getByTestId("register-password").fill(person.password);
  await page.getByTestId("register-consent").check();
  await page.getByTestId("register-submit").click();
  await page.waitForURL("**/select-module");
}

/** Enters with phone and password. */
export async function logInWithPassword(page: Page, platform: TestPlatform, person: Person): Promise<void> {
  await page.goto(new URL("/login", platform.dashboardUrl).href);
  await page.getByTestId("login-phone").fill(person.phone);
  await page.getByTestId("login-password").fill(person.password);
  await page.getByTestId("login-submit").click();
  await page.waitForURL("**/dashboard");
}
