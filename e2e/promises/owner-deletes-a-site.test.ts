import pg from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, keepPictureOnFailure, openBrowser, openProfile, takeScreenshot } from "../harness/browser.ts";
import { Cluster, paths } from "../harness/cluster.ts";
import { logInWithPassword, sendPassword } from "../harness/dashboard-page.ts";
import { enter, makeFounder } from "../harness/founder.ts";
import { fetchSite, waitFor } from "../harness/http.ts";
import { activate, expectStatus, inventPerson, openShop, registerOwner, waitUntilLive } from "../harness/owner.ts";
import { addProduct, enterAdmin, listProducts } from "../harness/shop.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";

const platform = sharedPlatform();

/** What PostgreSQL's administrator sees of a database. */
async function observeDatabase(name: string) {
  const client = new pg.Client({ connectionString: await platform.postgresUrl("postgres") });
  await client.connect();
  const { rows } = await client.query<{ open: boolean; comment: string | null }>(
    "SELECT datallowconn AS open, shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1",
    [name],
  );
  await client.end();
  return rows[0];
}

async function readDatabaseName(subdomain: string): Promise<string> {
  const cluster = await Cluster.connect(platform.kubeconfigPath);
  const object = await cluster.get(paths.moduleInstance(subdomain, "shop"));
  await cluster.close();
  return (object as { status?: { database?: { name: string } } } | undefined)?.status?.database?.name ?? "";
}

test("a deleted shop is gone, its data rests where nobody gets in, and a new one of the name begins empty", async () => {
  const { api, person, instance } = await openShop(platform);
  await addProduct(await enterAdmin(api, instance), "Ваза «Волна»", "1 234,50", 5);
  const database = await readDatabaseName(person.subdomain);
  expect((await observeDatabase(database))?.open).toBe(true);
  const answer = await expectStatus(
    api.send<{ data_rests_until: string }>("DELETE", `/api/modules/instances/${instance.id}?name=shop`),
    202,
  );
  expect(Date.parse(answer.body.data_rests_until)).toBeGreaterThan(Date.now() + 89 * 86_400_000);

  const again = await activate(api);
  expect(again.id).not.toBe(instance.id);
  const site = await waitUntilLive(api, again.id);
  expect(await listProducts(site.url)).toEqual([]);
  const resting = await waitFor("the old database to be shut", async () => {
    const observed = await observeDatabase(database);
    return observed?.open === false && observed;
  });
  expect(resting.comment).toContain("retiredAt");
  expect(await readDatabaseName(person.subdomain)).not.toBe(database);
});

describe.skipIf(!hasChromium)("in the browser (needs Chromium)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test.each(["desktop", "phone"] as const)("an owner deletes it by typing its name, on a %s", async (size) => {
    const { person, instance } = await openShop(platform);
    const page = await (await openProfile(browser, size)).newPage();
    keepPictureOnFailure(page, `delete-${size}`);
    await logInWithPassword(page, platform, person);
    const focused = () => page.locator("*:focus").getAttribute("data-testid");

    await page.getByTestId("delete-shop").click();
    await page.getByTestId("delete-name").waitFor();
    expect(await focused()).toBe("delete-name");
    await takeScreenshot(page, `delete-site-${size}`);
    await page.keyboard.press("Escape");
    expect(await focused(), "the focus is back").toBe("delete-shop");

    await page.getByTestId("delete-shop").click();
    await page.getByTestId("delete-name").fill("чужой");
    await page.getByTestId("delete-confirm").click();
    await page.getByText("Имя не совпало").waitFor();
    expect(await focused()).toBe("delete-name");
    await takeScreenshot(page, `delete-site-wrong-${size}`);
    await page.getByTestId("delete-name").fill("Shop");
    await page.keyboard.press("Enter");
    await page.getByTestId("deleted-notice").waitFor();
    expect(await focused()).toBe("deleted-notice");
    await page.getByTestId("activate-shop").waitFor();
    await takeScreenshot(page, `deleted-site-${size}`);
    await waitFor("the doorman", async () => (await fetchSite(instance.url)).status === 404);

    await page.goto(new URL("/dashboard/tariff", platform.dashboardUrl).href);
    await page.getByTestId("kept-sites").getByText("0 из 3").waitFor();
    await takeScreenshot(page, `kept-sites-${size}`);
  });

  test.each(["desktop", "phone"] as const)("the founder puts a module into a tariff, on a %s", async (size) => {
    const founder = inventPerson();
    await registerOwner(platform, "base", founder);
    await makeFounder(platform, founder);
    const page = await (await openProfile(browser, size)).newPage();
    keepPictureOnFailure(page, `tariff-modules-${size}`);
    await sendPassword(page, platform, founder);
    await page.waitForURL(/\/(founder|dashboard)/);
    await page.goto(new URL("/founder", platform.dashboardUrl).href);
    await page.getByTestId("tariff-modules-growth").click();
    await page.getByTestId("tariff-module-portfolio").check();
    await takeScreenshot(page, `tariff-modules-${size}`);
    await page.getByTestId("tariff-modules-save").click();
    await page.getByText("portfolio").first().waitFor();
    await takeScreenshot(page, `founder-tariffs-${size}`);

    const api = await enter(platform, founder);
    const { body } = await api.get<{ id: string; code: string; modules: string[] }[]>("/api/billing/tariffs");
    const growth = body.find(({ code }) => code === "growth");
    expect(growth?.modules).toContain("portfolio");
    const modules = growth?.modules.filter((module) => module !== "portfolio");
    await expectStatus(api.send("PATCH", `/api/founder/tariffs/${growth?.id}`, { modules }), 200);
  });
});
