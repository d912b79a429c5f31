import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, openBrowser, openProfile } from "../harness/browser.ts";
import { openShop } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { addProduct, enterAdmin, requestHandover } from "../harness/shop.ts";
import { startTlsFront } from "../harness/tls-front.ts";
import type { TlsFront } from "../harness/tls-front.ts";

// A browser treats *.localhost like no other name, so the hosts are shown as children of a real parent, over TLS; the
// dashboard lives on another registrable domain, as in production.
const dashboard = "https://app.tochka.test";
const alicesShop = "https://shop--alice.sites.test";
const bobsShop = "https://shop--bob.sites.test";

describe.skipIf(!hasChromium)("in one browser that visits the dashboard and two shops (needs Chromium)", () => {
  const platform = sharedPlatform();
  let front: TlsFront;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    const [alice, bob] = await Promise.all([openShop(platform), openShop(platform)]);
    await addProduct(await enterAdmin(alice.api, alice.instance), "Ваза", "100", 10);
    front = await startTlsFront({
      "app.tochka.test": new URL(platform.dashboardUrl).host,
      "shop--alice.sites.test": new URL(alice.instance.url).host,
      "shop--bob.sites.test": new URL(bob.instance.url).host,
    });
    browser = await openBrowser(front.chromiumFlags);
    context = await openProfile(browser);
    page = await context.newPage();

    await page.goto(`${dashboard}/login`);
    const login = { phone: alice.person.phone, password: alice.person.password };
    expect(await postJson(page, "/api/auth/login-password", login)).toBe(200);
    await page.goto(alicesShop);
    await page.getByRole("button", { name: "В корзину: Ваза" }).click();
    const { action, token } = await requestHandover(alice.api, alice.instance.id);
    await submitForm(page, `${alicesShop}${new URL(action).pathname}`, token);
    await page.waitForURL(`${alicesShop}/admin`);
  });
  afterAll(async () => {
    await browser.close();
    await front.stop();
  });

  test("every session and cart belongs to one host, is out of reach for scripts and travels over TLS only", async () => {
    const cookies = await context.cookies();
    const guarded = cookies.filter(({ httpOnly }) => httpOnly);
    expect(guarded.map(({ domain, name }) => `${domain} ${name}`).sort()).toEqual([
      "app.tochka.test __Host-access",
      "app.tochka.test __Host-refresh",
      "shop--alice.sites.test __Host-cart",
      "shop--alice.sites.test __Host-owner",
    ]);
    for (const { name, secure, sameSite, path } of guarded) {
      expect({ secure, sameSite, path }, name).toEqual({ secure: true, sameSite: "Lax", path: "/" });
    }
    for (const { name, domain } of cookies) expect(domain, `${name} is for one host`).not.toMatch(/^\./);
  });

  test("bob's shop receives none of the dashboard's or alice's cookies", async () => {
    expect(await readSentCookies(page, bobsShop)).not.toContain("__Host-");
  });

  test("alice's shop receives none of the dashboard's cookies, and the dashboard none of hers", async () => {
    const atShop = await readSentCookies(page, alicesShop);
    expect(atShop).toContain("__Host-owner=");
    expect(atShop).not.toMatch(/__Host-(access|refresh)=/);
    const atDashboard = await readSentCookies(page, `${dashboard}/`);
    expect(atDashboard).toContain("__Host-access=");
    expect(atDashboard).not.toMatch(/__Host-(owner|cart)=/);
  });

  test("a script on alice's shop cannot plant a cart or an owner's session at bob's", async () => {
    await page.goto(alicesShop);
    const planted = ["__Host-cart", "__Host-owner", "lang"];
    await page.evaluate(
      planted.map((name) => `document.cookie = "${name}=planted; Domain=sites.test; Path=/; Secure"`).join(";"),
    );
    const sent = await readSentCookies(page, bobsShop);
    expect(sent).toContain("lang=planted");
    expect(sent).not.toContain("__Host-");
    expect((await page.goto(`${bobsShop}/admin`))?.status()).toBe(401);
    expect(await readSentCookies(page, `${dashboard}/`)).not.toContain("planted");
  });
});

async function readSentCookies(page: Page, url: string): Promise<string> {
  const response = await page.goto(url);
  expect(response?.status()).toBe(200);
  return (await response?.request().allHeaders())?.["cookie"] ?? "";
}

async function postJson(page: Page, path: string, body: unknown): Promise<number> {
  const options = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const script = `fetch(${JSON.stringify(path)}, ${JSON.stringify(options)}).then((response) => response.status)`;
  return Number(await page.evaluate(script));
}

async function submitForm(page: Page, action: string, token: string): Promise<void> {
  await page.evaluate(`{
    const form = Object.assign(document.createElement("form"), { method: "post", action: ${JSON.stringify(action)} });
    form.append(Object.assign(document.createElement("input"), { name: "token", value: ${JSON.stringify(token)} }));
    document.body.append(form);
    form.submit();
  }`);
}
