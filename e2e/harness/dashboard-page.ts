import type { Page } from "playwright-core";
import type { Person } from "./owner.ts";
import type { TestPlatform } from "./test-platform.ts";

/** Goes through the registration as a person does, and ends on the page that follows it. */
export async function registerInBrowser(page: Page, platform: TestPlatform, person: Person): Promise<void> {
  await page.goto(new URL("/register", platform.dashboardUrl).href);
  await page.getByTestId("enter-phone").fill(person.phone);
  const code = await platform.codeAfter(person.phone, () => page.getByTestId("enter-continue").click());
  // Checked as soon as it is whole: no button is pressed.
  await page.getByTestId("enter-code").fill(code);
  await page.getByTestId("register-first-name").fill(person.firstName);
  await page.getByTestId("register-last-name").fill(person.lastName);
  await page.getByTestId("register-employment-self_employed").check();
  await page.getByTestId("register-continue").click();
  await page.getByTestId("register-company").fill(`Дело ${person.subdomain}`);
  await page.getByTestId("register-subdomain").fill(person.subdomain);
  await page.getByTestId("register-subdomain-answer").getByText("Свободно").waitFor();
  await page.getByTestId("register-password").fill(person.password);
  await page.getByTestId("register-consent").check();
  await page.getByTestId("register-submit").click();
  await page.waitForURL("**/select-module");
}

/** Opens the entrance and sends phone and password. */
export async function sendPassword(
  page: Page,
  platform: TestPlatform,
  { phone, password }: Pick<Person, "phone" | "password">,
): Promise<void> {
  await page.goto(new URL("/login", platform.dashboardUrl).href);
  await page.getByTestId("enter-by-password").click();
  await page.getByTestId("login-phone").fill(phone);
  await page.getByTestId("login-password").fill(password);
  await page.getByTestId("login-submit").click();
}

/** Enters with phone and password. */
export async function logInWithPassword(page: Page, platform: TestPlatform, person: Person): Promise<void> {
  await sendPassword(page, platform, person);
  await page.waitForURL("**/dashboard").catch(async (error: unknown) => {
    // Chromium breaks requests off when an interface of the machine comes or goes, as those of clusters do. People reload then.
    if (!String(error).includes("ERR_NETWORK_CHANGED")) throw error;
    await page.goto(new URL("/dashboard", platform.dashboardUrl).href);
    await page.waitForURL("**/dashboard");
  });
}

/** The steps of a launch with the state that the page shows for each. */
export async function readSteps(page: Page): Promise<Readonly<Record<string, string | null>>> {
  const steps = await page.locator("[data-testid^=step-]").all();
  const entries = steps.map(async (step) => {
    const name = (await step.getAttribute("data-testid"))?.replace("step-", "") ?? "";
    return [name, await step.getAttribute("data-state")] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Activates the shop by its button and waits until the page says that it is done; returns the site's address. */
export async function activateShopInBrowser(page: Page): Promise<string> {
  await page.getByTestId("activate-shop").click();
  await page.getByTestId("launch-done").waitFor({ timeout: 90_000 });
  return (await page.getByTestId("site-link").getAttribute("href")) ?? "";
}

/** Opens the shop's admin by the dashboard's button; it comes in a tab of its own. */
export async function openAdminInBrowser(page: Page): Promise<Page> {
  const [admin] = await Promise.all([page.context().waitForEvent("page"), page.getByTestId("open-admin").click()]);
  await admin.waitForURL("**/admin");
  return admin;
}

/** Switches the owner's shop off and confirms. */
export async function deactivateShopInBrowser(page: Page): Promise<void> {
  await page.getByTestId("deactivate").click();
  await page.getByTestId("deactivate-confirm").click();
  await page.locator("[data-testid=module-state-shop][data-state=inactive]").waitFor({ timeout: 60_000 });
}
