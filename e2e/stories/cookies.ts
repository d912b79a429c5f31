// Long because it is one story: each test goes on where the one before left the browser.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, openBrowser, openProfile } from "../harness/browser.ts";
import { openShop } from "../harness/owner.ts";
import { addProduct, enterAdmin, requestHandover } from "../harness/shop.ts";
import type { TestPlatform } from "../harness/test-platform.ts";

/** Two shops that are children of one domain and a dashboard on another, as a browser sees them over TLS. */
export interface Neighbourhood {
  /** Origins. */
  readonly dashboard: string;
  readonly alicesShop: string;
  readonly bobsShop: string;
  readonly chromiumFlags: readonly string[];
  end(): Promise<void>;
}

/** No cookie of the dashboard or of a shop reaches a neighbour. `settle` is given the addresses of the two shops. */
export function walkCookies(
  platform: TestPlatform,
  settle: (alicesShop: string, bobsShop: string) => Promise<Neighbourhood>,
): void {
  describe.skipIf(!hasChromium)("in one browser that visits the dashboard and two shops (needs Chromium)", () => {
    let place: Neighbourhood;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;

    beforeAll(async () => {
      const [alice, bob] = await Promise.all([openShop(platform), openShop(platform)]);
      await addProduct(await enterAdmin(alice.api, alice.instance), "Ваза", "100", 10);
      place = await settle(alice.instance.url, bob.instance.url);
      browser = await openBrowser(place.chromiumFlags);
      context = await openProfile(browser);
      page = await context.newPage();

      await page.goto(`${place.dashboard}/login`);
      const login = { phone: alice.person.phone, password: alice.person.password };
      expect(await postJson(page, "/api/auth/login-password", login)).toBe(200);
      await page.goto(place.alicesShop);
      await page.getByRole("button", { name: "В корзину: Ваза" }).click();
      const { action, token } = await requestHandover(alice.api, alice.instance.id);
      await submitForm(page, `${place.alicesShop}${new URL(action).pathname}`, token);
      await page.waitForURL(`${place.alicesShop}/admin`);
    });
    afterAll(async () => {
      await browser.close();
      await place.end();
    });

    test("every session and cart belongs to one host, is out of reach for scripts and travels over TLS only", async () => {
      const cookies = await context.cookies();
      const guarded = cookies.filter(({ httpOnly }) => httpOnly);
      expect(guarded.map(({ domain, name }) => `${domain} ${name}`).sort()).toEqual([
        `${hostOf(place.dashboard)} __Host-access`,
        `${hostOf(place.dashboard)} __Host-refresh`,
        `${hostOf(place.alicesShop)} __Host-cart`,
        `${hostOf(place.alicesShop)} __Host-left`,
        `${hostOf(place.alicesShop)} __Host-owner`,
      ]);
      for (const { name, secure, sameSite, path } of guarded) {
        expect({ secure, sameSite, path }, name).toEqual({ secure: true, sameSite: "Lax", path: "/" });
      }
      for (const { name, domain } of cookies) expect(domain, `${name} is for one host`).not.toMatch(/^\./);
    });

    test("bob's shop receives none of the dashboard's or alice's cookies", async () => {
      expect(await readSentCookies(page, place.bobsShop)).not.toContain("__Host-");
    });

    test("alice's shop receives none of the dashboard's cookies, and the dashboard none of hers", async () => {
      const atShop = await readSentCookies(page, place.alicesShop);
      expect(atShop).toContain("__Host-owner=");
      expect(atShop).not.toMatch(/__Host-(access|refresh)=/);
      const atDashboard = await readSentCookies(page, `${place.dashboard}/`);
      expect(atDashboard).toContain("__Host-access=");
      expect(atDashboard).not.toMatch(/__Host-(owner|cart)=/);
    });

    test("a script on alice's shop cannot plant a cart or an owner's session at bob's", async () => {
      await page.goto(place.alicesShop);
      const planted = ["__Host-cart", "__Host-owner", "lang"];
      await page.evaluate(
        planted.map((name) => `document.cookie = "${name}=planted; Domain=sites.test; Path=/; Secure"`).join(";"),
      );
      const sent = await readSentCookies(page, place.bobsShop);
      expect(sent).toContain("lang=planted");
      expect(sent).not.toContain("__Host-");
      expect((await page.goto(`${place.bobsShop}/admin`))?.status()).toBe(401);
      expect(await readSentCookies(page, `${place.dashboard}/`)).not.toContain("planted");
    });
  });
}

const hostOf = (origin: string) => new URL(origin).hostname;

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
