import { ApiClient } from "../../harness/api-client.ts";
import { fetchSite, waitForStatus } from "../../harness/http.ts";
import { expectStatus, waitForInstance } from "../../harness/owner.ts";
import { Visitor } from "../../harness/visitor.ts";
import { moveTimes, type Expected, type RecordedAccount, type RecordedSession, type RecordedSite } from "./fixture.ts";
import { readAccount, type AccountFacts, type Fields } from "./read-account.ts";
import { readCart, readShop, type ShopFacts } from "./read-shop.ts";

/** A platform, of whatever release, that runs on a fixture. */
export interface RunningOnFixture {
  readonly dashboardUrl: string;
  siteUrl(host: string): string;
}

/** Everything that is compared, as it is shown at this moment. */
export interface Contents {
  readonly sites: readonly RecordedSite[];
  readonly accounts: readonly AccountFacts[];
  readonly shop: ShopFacts;
  readonly carts: Expected["shop"]["carts"];
}

/** What should be read, with times moved on as unpacking moved them. */
export function expectedContents({ sites, accounts, shop }: Expected, movedBy: number): Contents {
  const contents = { sites, accounts: accounts.map(({ facts }) => facts), shop: shop.facts, carts: shop.carts };
  return moveTimes(contents, movedBy);
}

/**
 * What 0.2.0 recorded, as today's programs show it: a site that its owner switched off was 404 there, and is a pause now; a suspended
 * company said of itself that its trial went on; photos told where they were taken.
 */
export function asToday(expected: Expected): Expected {
  const sites = expected.sites.map((site) => (site.status === 404 ? { ...site, status: 503 } : site));
  const accounts = expected.accounts.map(({ facts, ...account }) => ({ ...account, facts: correctStanding(facts) }));
  return withCleanPictures({ ...expected, sites, accounts });
}

/** Photos that 0.2.0 stored as they came are encoded again by today's programs, and stay so whichever release shows them then. */
export function withCleanPictures(expected: Expected): Expected {
  const { shop } = expected;
  const published = shop.facts.published.map(({ picture, ...product }) => ({
    ...product,
    picture: cleanPicture(picture),
  }));
  return { ...expected, shop: { ...shop, facts: { ...shop.facts, published } } };
}

function cleanPicture(picture: unknown): Fields | null {
  if (typeof picture !== "object" || picture === null) return null;
  const { path, status, type } = picture as Fields;
  return { path, status, type, has_exif: false };
}

function correctStanding(facts: AccountFacts): AccountFacts {
  if (!facts.instances.some(({ state }) => state === "suspended")) return facts;
  return { ...facts, tenant: { ...facts.tenant, status: "suspended", is_active: false } };
}

/** Reads everything: signed in by passwords, in the shop by the recorded admin session, carts by their cookies. */
export async function readContents(platform: RunningOnFixture, expected: Expected): Promise<Contents> {
  const sites = await readSites(platform, expected);
  return { sites, accounts: await readAccounts(platform, expected), ...(await readShopBack(platform, expected)) };
}

/** How every site is answered, once those that were live are. */
export async function readSites(platform: RunningOnFixture, { sites }: Expected): Promise<readonly RecordedSite[]> {
  for (const { host, status } of sites) await waitForStatus(platform.siteUrl(host), status, 120);
  return Promise.all(
    sites.map(async ({ host }) => ({ host, status: (await fetchSite(platform.siteUrl(host))).status })),
  );
}

/** What every owner sees who signs in with their password, once their sites are in the state in which they were. */
export async function readAccounts(
  platform: RunningOnFixture,
  { accounts }: Expected,
): Promise<readonly AccountFacts[]> {
  const facts: AccountFacts[] = [];
  for (const account of accounts) {
    const api = await logIn(platform, account);
    // Programs of another version replace every pod, and a site is not live while its own is replaced.
    for (const { id, state } of account.facts.instances) await waitForInstance(api, id, state);
    facts.push(await readAccount(api));
  }
  return facts;
}

/** The shop that has a dump, and its open carts. */
export async function readShopBack(
  platform: RunningOnFixture,
  { shop }: Pick<Expected, "shop">,
): Promise<Pick<Contents, "shop" | "carts">> {
  const site = platform.siteUrl(shop.host);
  const products = shop.facts.products.map(({ id }) => id);
  const facts = await readShop(site, openAdmin(platform, shop), products, shop.facts.orders);
  const carts = [];
  for (const { cookie } of shop.carts) carts.push({ cookie, lines: await readCart(site, cookie) });
  return { shop: facts, carts };
}

/** The shop's owner, by the session that was open when the fixture was made. */
export function openAdmin(platform: RunningOnFixture, { host, adminCookie }: Expected["shop"]): Visitor {
  const admin = new Visitor(platform.siteUrl(host));
  admin.cookies.keep([`__Host-owner=${adminCookie}`]);
  return admin;
}

/** Signs a person in with phone and password. */
export async function logIn(
  platform: RunningOnFixture,
  { phone, password }: Pick<RecordedAccount, "phone" | "password">,
): Promise<ApiClient> {
  const api = new ApiClient(platform.dashboardUrl);
  await expectStatus(api.post("/api/auth/login-password", { phone, password }), 200);
  return api;
}

/** A browser that holds some of a recorded session's cookies. */
export function resume(platform: RunningOnFixture, cookies: Partial<RecordedSession>): ApiClient {
  const api = new ApiClient(platform.dashboardUrl);
  for (const name of ["access", "refresh"] as const) {
    const value = cookies[name];
    if (value !== undefined) api.cookies.keep([`__Host-${name}=${value}`]);
  }
  return api;
}
