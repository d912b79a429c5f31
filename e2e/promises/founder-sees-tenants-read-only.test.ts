import { execFile } from "node:child_process";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiClient } from "../harness/api-client.ts";
import { hasChromium, keepPictureOnFailure, openBrowser, openProfile, takeScreenshot } from "../harness/browser.ts";
import { expectStatus, inventPerson, registerOwner } from "../harness/owner.ts";
import type { Person } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";

const platform = sharedPlatform();
const founder = inventPerson();
let owner: Person;

beforeAll(async () => {
  owner = (await registerOwner(platform)).person;
  expect(await makeFounder()).toMatch(/founder/i);
});

function makeFounder(): Promise<string> {
  const run = join(import.meta.dirname, "../../scripts/run.mjs");
  const words = ["founder", "--data", platform.dataDirectory, "--phone", founder.phone, "--password-stdin"];
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [run, ...words], (error, stdout, stderr) => {
      if (error) reject(new Error(`${stdout}${stderr}`));
      else resolve(stdout);
    });
    child.stdin?.end(founder.password);
  });
}

async function enterAsFounder(): Promise<ApiClient> {
  const api = new ApiClient(platform.dashboardUrl);
  await expectStatus(api.post("/api/auth/login-password", { phone: founder.phone, password: founder.password }), 200);
  return api;
}

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

test("nothing of the founder's part of the API writes", async () => {
  const api = await enterAsFounder();
  const { body } = await expectStatus(api.get<{ paths: Record<string, object> }>("/openapi.json"), 200);
  const founders = Object.entries(body.paths).filter(([path]) => path.startsWith("/api/founder/"));
  expect(founders.length).toBeGreaterThan(0);
  for (const [path, methods] of founders) expect(Object.keys(methods), path).toEqual(["get"]);
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
    await page.goto(new URL("/login", platform.dashboardUrl).href);
    await page.getByTestId("login-phone").fill(founder.phone);
    await page.getByTestId("login-password").fill(founder.password);
    await page.getByTestId("login-submit").click();
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

  test("for an owner the founder's pages do not exist", async () => {
    const page = await (await openProfile(browser)).newPage();
    await page.goto(new URL("/login", platform.dashboardUrl).href);
    await page.getByTestId("login-phone").fill(owner.phone);
    await page.getByTestId("login-password").fill(owner.password);
    await page.getByTestId("login-submit").click();
    await page.waitForURL("**/dashboard");
    const response = await page.goto(new URL("/founder", platform.dashboardUrl).href);
    expect([404, 200]).toContain(response?.status());
    expect(await page.getByTestId("founder-tariffs").count()).toBe(0);
  });
});
