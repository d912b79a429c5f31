import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, keepPictureOnFailure, openBrowser, openProfile, takeScreenshot } from "../harness/browser.ts";
import { sendPassword } from "../harness/dashboard-page.ts";
import { enter, makeFounder } from "../harness/founder.ts";
import { expectStatus, inventPerson, registerOwner } from "../harness/owner.ts";
import type { Person } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";

const platform = sharedPlatform();
const founder = inventPerson();
let owner: Person;

beforeAll(async () => {
  owner = (await registerOwner(platform)).person;
  expect(await makeFounder(platform, founder)).toMatch(/founder/i);
});

const enterAsFounder = () => enter(platform, founder);

test("a founder sees every tenant and person, with phones masked", async () => {
  const api = await enterAsFounder();
  const tenants = await expectStatus(
    api.get<{ items: { subdomain: string }[] }>("/api/founder/tenants?page_size=100"),
    200,
  );
  expect(tenants.body.items.map(({ subdomain }) => subdomain)).toContain(owner.subdomain);
  const users = await expectStatus(api.get("/api/founder/users?page_size=100"), 200);
  expect(JSON.stringify(users.body)).not.toContain(owner.phone);
  await expectStatus(api.get("/api/founder/overview"), 200);
});

test("the founder's part of the API writes one thing: which modules a tariff allows", async () => {
  const api = await enterAsFounder();
  const { body } = await expectStatus(api.get<{ paths: Record<string, object> }>("/openapi.json"), 200);
  const founders = Object.entries(body.paths).filter(([path]) => path.startsWith("/api/founder/"));
  expect(founders.length).toBeGreaterThan(0);
  const writes = founders.flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  expect(writes.filter((operation) => !operation.startsWith("get "))).toEqual(["patch /api/founder/tariffs/{id}"]);
});

describe.skipIf(!hasChromium)("in the browser (needs Chromium)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test("the founder's pages show tenants, users, tariffs and health", async () => {
    const page = await (await openProfile(browser)).newPage();
    keepPictureOnFailure(page, "founder");
    await sendPassword(page, platform, founder);
    await page.waitForURL(/\/(founder|dashboard)/);
    await page.goto(new URL("/founder", platform.dashboardUrl).href);
    await page.getByTestId("founder-tariffs").waitFor();
    await page.getByText("Состояние платформы").waitFor();
    await takeScreenshot(page, "founder");
    await page.goto(new URL("/founder/tenants", platform.dashboardUrl).href);
    await page.getByTestId("founder-tenants").getByText(owner.subdomain).first().waitFor();
    await page.goto(new URL("/founder/users", platform.dashboardUrl).href);
    await page.getByTestId("founder-users").waitFor();
    expect(await page.getByText(owner.phone).count()).toBe(0);
  });

  test("the founder finds a company by what its owner is called by, on a phone too, and no page that is not there", async () => {
    const page = await (await openProfile(browser, "phone")).newPage();
    keepPictureOnFailure(page, "founder-search");
    const open = (path: string) => page.goto(new URL(path, platform.dashboardUrl).href);
    await sendPassword(page, platform, founder);
    await page.waitForURL(/\/(founder|dashboard)/);
    await open("/founder/tenants");
    await page.getByRole("searchbox").fill(`8${owner.phone.slice(2)}`);
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=/);
    await page.getByTestId("founder-tenants").getByText(owner.subdomain).first().waitFor();
    await takeScreenshot(page, "founder-search");
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(390);
    await open("/founder/users?q=экскаватор");
    await page.getByText("По запросу «экскаватор» никого не нашлось").waitFor();
    await takeScreenshot(page, "founder-search-none");
    for (const path of ["/founder/users?page=999", "/founder/users?page=0", "/founder/tenants?page=abc"]) {
      expect((await open(path))?.status(), path).toBe(404);
    }
  });

  test("for an owner the founder's pages do not exist", async () => {
    const page = await (await openProfile(browser)).newPage();
    await sendPassword(page, platform, owner);
    await page.waitForURL("**/dashboard");
    const response = await page.goto(new URL("/founder", platform.dashboardUrl).href);
    expect([404, 200]).toContain(response?.status());
    expect(await page.getByTestId("founder-tariffs").count()).toBe(0);
  });
});
