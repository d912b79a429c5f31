// Long because it is one story: each test goes on with the platform, the session and the data of the ones before.
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiClient } from "../harness/api-client.ts";
import { hasChromium, openBrowser, openProfile } from "../harness/browser.ts";
import { Cluster, conditionOf, paths } from "../harness/cluster.ts";
import { startDevPlatform, type DevPlatform } from "../harness/dev-platform.ts";
import { fetchSite, waitFor } from "../harness/http.ts";
import { openShop, type Instance, type Person } from "../harness/owner.ts";
import { addProduct, enterAdmin, listProducts } from "../harness/shop.ts";
import type { Visitor } from "../harness/visitor.ts";

let platform: DevPlatform;
let cluster: Cluster;
let api: ApiClient;
let person: Person;
let shop: Instance & { url: string };
let admin: Visitor;
let before: Awaited<ReturnType<typeof describeState>>;

beforeAll(async () => {
  platform = await startDevPlatform();
  cluster = await Cluster.connect(platform.kubeconfigPath);
  ({ api, person, instance: shop } = await openShop(platform, "growth"));
  admin = await enterAdmin(api, shop);
  await addProduct(admin, "Ваза", "1 200", 3);
  before = await describeState();
  expect(before.signedIn).toEqual([200, 200]);
});
afterAll(async () => {
  await cluster.close();
  await platform.stop();
});

/** All that must be the same after a change: identities, goods, and who is signed in where. */
async function describeState() {
  const uidOf = async (path: string) => (await cluster.get(path))?.metadata.uid;
  return {
    tenant: await uidOf(paths.tenant(person.subdomain)),
    instance: await uidOf(paths.moduleInstance(person.subdomain, "shop")),
    pods: (await cluster.list(paths.pods(`tenant-${person.subdomain}`))).map(({ metadata }) => metadata.uid),
    products: await listProducts(shop.url),
    signedIn: [(await api.get("/api/auth/me")).status, (await admin.open("/admin")).status],
  };
}

const readText = async (url: string) => (await fetchSite(url, { headers: { "accept-language": "ru" } })).text();

/** A line of a program: where it stands, what it becomes, and how either is seen from outside. */
interface ChangedLine {
  readonly name: string;
  readonly folders: readonly string[];
  readonly from: string;
  readonly to: string;
  /** What is seen before and after, where that is not the text of the source itself. */
  readonly shown?: readonly [before: string, after: string];
  see(this: void): Promise<string>;
}

const lines: readonly ChangedLine[] = [
  { name: "shop", folders: ["modules/shop/src"], from: "Корзина", to: "Корзинка", see: () => readText(shop.url) },
  {
    name: "doorman",
    folders: ["doorman/src"],
    from: "Здесь пока ничего нет",
    to: "Здесь пока пустырь",
    see: () => readText(platform.siteUrl("shop--nobody.localhost")),
  },
  {
    name: "core",
    folders: ["core/src"],
    from: "Войдите, чтобы продолжить.",
    to: "Сначала войдите.",
    see: () => readText(`${platform.dashboardUrl}/api/auth/me`),
  },
  {
    name: "operator",
    folders: ["operator/src"],
    from: "= conditionReasons[reason].message",
    to: "= `${conditionReasons[reason].message} Seen again.`",
    shown: ["in place.", "Seen again."],
    see: async () => conditionOf(await cluster.get(paths.tenant(person.subdomain)), "Ready")?.message ?? "",
  },
];

describe("under npm run dev", () => {
  test.each(lines)("a changed line of $name is running; data, sessions and uids stay", async (line) => {
    const { name, folders, from, to, shown = [from, to], see } = line;
    expect(await see()).toContain(shown[0]);
    await platform.copy.replace(folders, from, to);
    const seconds = await measureUntil(`the changed ${name}`, async () => (await see()).includes(shown[1]));
    console.log(`  ${name}: ${seconds.toFixed(1)} s from the saved file to what it answers`);
    await platform.untilPrinted(`✓ ${name} is running`);
    // A page that was being served meanwhile may have seen the moment between two programs.
    await waitFor("the site", async () => (await fetchSite(shop.url)).status === 200);
    expect(await describeState()).toEqual(before);
  });

  test("a broken shop is said in the terminal and on nothing else, and the corrected one runs", async () => {
    await platform.copy.replace(["modules/shop/src"], "Корзинка", 'Корзинка" oops');
    await platform.untilPrinted("✗ shop could not be built, the last one goes on");
    expect(await readText(shop.url)).toContain("Корзинка");
    await platform.copy.replace(["modules/shop/src"], 'Корзинка" oops', "Тележка");
    await measureUntil("the corrected shop", async () => (await readText(shop.url)).includes("Тележка"));
    expect(await describeState()).toEqual(before);
  });

  test.skipIf(!hasChromium)(
    "a changed text of the dashboard is on the open page without a reload (needs Chromium)",
    async () => {
      const browser = await openBrowser(platform.chromiumFlags);
      const page = await (await openProfile(browser)).newPage();
      page.setDefaultTimeout(120_000); // Next compiles a page when it is first opened.
      await page.goto(platform.dashboardUrl);
      const heading = page.getByText("14 дней бесплатно, карта не нужна").first();
      await heading.waitFor();
      await page.evaluate("window.isSamePage = true");
      await platform.copy.replace(["dashboard/messages"], "14 дней бесплатно, карта не нужна", "Две недели даром");
      const changed = page.getByText("Две недели даром").first();
      const seconds = await measureUntil("the changed dashboard", () => changed.isVisible());
      console.log(`  dashboard: ${seconds.toFixed(1)} s from the saved file to the open page`);
      expect(await page.evaluate("window.isSamePage")).toBe(true);
      await browser.close();
    },
  );

  test("a copied template becomes a module, and its changed text is on its page", async () => {
    const { root } = platform.copy;
    const isSource = (path: string) => !path.endsWith("/dist");
    await cp(join(root, "modules/template"), join(root, "modules/guestbook"), { recursive: true, filter: isSource });
    await platform.copy.replace(["modules/guestbook"], "tochka-rosta/template", "tochka-rosta/guestbook");
    await platform.copy.replace(["modules/guestbook"], "name: template", "name: guestbook");
    await platform.untilPrinted("✓ guestbook is built");
    await waitFor("the catalogue's entry", () => cluster.get(`${paths.modules}/guestbook`));

    await cluster.create(paths.moduleInstances(person.subdomain), await readInstanceOfReadme(person.subdomain));
    const url = platform.siteUrl(`guestbook--${person.subdomain}.localhost`);
    await waitFor("the guestbook", async () => (await readText(url)).includes("Здесь пока пусто"));
    await platform.copy.replace(["modules/guestbook/src"], "Здесь пока пусто", "Напишите первым");
    const seconds = await measureUntil("the changed guestbook", async () =>
      (await readText(url)).includes("Напишите первым"),
    );
    console.log(`  guestbook: ${seconds.toFixed(1)} s from the saved file to its page`);
  });
});

async function measureUntil(what: string, isSeen: () => Promise<boolean>): Promise<number> {
  const begin = performance.now();
  await waitFor(what, isSeen);
  return (performance.now() - begin) / 1000;
}

/** The object that the template's README has people apply, for this tenant. */
async function readInstanceOfReadme(tenant: string): Promise<unknown> {
  const readme = await readFile(join(platform.copy.root, "modules/template/README.md"), "utf8");
  const [, json] = /^ *(\{"apiVersion".*"ModuleInstance".*\})$/m.exec(readme) ?? [];
  return JSON.parse((json ?? "").replaceAll("TENANT", tenant));
}
