import { beforeAll, expect, test } from "vitest";
import { waitFor, waitForStatus } from "../../harness/http.ts";
import { waitForInstance } from "../../harness/owner.ts";
import { upgradeChart } from "../../real-cluster/harness/install-chart.ts";
import { currentTag, release as helmRelease, systemNamespace } from "../../real-cluster/harness/names.ts";
import { clusterPlatform } from "../../real-cluster/harness/platform-on-cluster.ts";
import { areOnTag, componentLabels, moduleLabels } from "../../real-cluster/harness/pods.ts";
import { activate, inventOwner, logIn, register, type Owner, type Stage } from "../../releases/harness/act-as-owner.ts";
import { releaseBefore, type Expected } from "../../releases/harness/fixture.ts";
import { readAccount, type AccountFacts } from "../../releases/harness/read-account.ts";
import { openAdmin, readShopBack, resume } from "../../releases/harness/read-back.ts";
import { spellingOf, todaysSpelling } from "../../releases/harness/spelling.ts";
import { runShop } from "../../releases/make/shop-story.ts";

// One life of an installation, begun by the release before from its own sources: each test goes on where the one before left it.
const earlier = releaseBefore;
const platform = clusterPlatform();
const asEarlier = { platform, spelling: spellingOf(earlier) };
const asToday = { platform, spelling: todaysSpelling };
const onCluster = { dashboardUrl: platform.dashboardUrl, siteUrl: (host: string) => `https://${host}` };
const inNamespace = ["--namespace", systemNamespace];
const programs = ["core", "dashboard", "doorman", "operator"];

/** A person with a shop, and what they saw when it opened. */
interface Tenant {
  readonly owner: Owner;
  readonly id: string;
  readonly url: string;
  readonly facts: AccountFacts;
}

let seller: Tenant;
let shop: Expected["shop"];
/** Of the seller's browser; each exchange makes the next one. */
let refresh = "";
const newcomers: Tenant[] = [];

beforeAll(async () => {
  seller = await openShop(asEarlier);
  const api = await logIn(asEarlier, seller.owner);
  refresh = readRefresh(api.cookies.header());
  shop = await runShop(api, seller, seller.owner.subdomain);
});

test(`${earlier} serves, by programs of its own`, async () => {
  await expectPrograms(earlier);
  await expectEverything();
});

test("an upgrade brings today's programs, and everything reads back", async () => {
  await upgradeChart(platform.addresses);
  await expectPrograms(currentTag);
  await expectEverything();
  newcomers.push(await openShop(asToday));
});

test(`a rollback brings the programs of ${earlier} back, with the tenants that came since`, async () => {
  const history = JSON.parse(
    await platform.helm("history", helmRelease, ...inNamespace, "--output", "json"),
  ) as Revision[];
  const revision = history.find(({ chart }) => chart === `tochka-rosta-${earlier}`)?.revision ?? 0;
  await platform.helm("rollback", helmRelease, String(revision), ...inNamespace, "--wait", "--timeout", "10m");
  await expectPrograms(earlier);
  await expectEverything();
  newcomers.push(await openShop(asEarlier));
});

test("and forward again", async () => {
  await upgradeChart(platform.addresses);
  await expectPrograms(currentTag);
  await expectEverything();
  newcomers.push(await openShop(asToday));
});

interface Revision {
  readonly revision: number;
  readonly chart: string;
}

async function openShop(stage: Stage): Promise<Tenant> {
  const owner = inventOwner();
  const api = await register(stage, owner);
  const { id, url } = await activate(stage, api);
  await waitForStatus(url, 200);
  return { owner, id, url, facts: await readAccount(api) };
}

/** Waits until all programs and the seller's shop run on this version alone. */
async function expectPrograms(tag: string): Promise<void> {
  const places = [
    ...programs.map((name) => [systemNamespace, componentLabels(name)] as const),
    [`tenant-${seller.owner.subdomain}`, moduleLabels("shop")] as const,
  ];
  for (const [namespace, labels] of places) {
    await waitFor(`${labels} to be of version ${tag}`, () => areOnTag(platform, namespace, labels, tag), {
      timeoutSeconds: 240,
    });
  }
}

/** The seller's account, browser and shop, and those who came since. */
async function expectEverything(): Promise<void> {
  for (const tenant of [seller, ...newcomers]) {
    await waitForStatus(tenant.url, 200, 240);
    const api = await logIn(asToday, tenant.owner);
    await waitForInstance(api, tenant.id, "live", 240);
    expect(await readAccount(api)).toEqual(tenant.facts);
  }
  expect(await readShopBack(onCluster, { shop })).toEqual({ shop: shop.facts, carts: shop.carts });
  expect((await openAdmin(onCluster, shop).open("/admin/products")).status).toBe(200);
  const browser = resume(onCluster, { refresh });
  expect((await browser.post("/api/auth/refresh")).status).toBe(200);
  refresh = readRefresh(browser.cookies.header());
}

function readRefresh(header: string): string {
  return /__Host-refresh=([^;]*)/.exec(header)?.[1] ?? "";
}
