import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cluster, paths } from "../harness/cluster.ts";
import { waitFor } from "../harness/http.ts";
import { expectStatus } from "../harness/owner.ts";
import { startPlatformProcess, type PlatformProcess } from "../harness/platform.ts";
import { enterAdmin } from "../harness/shop.ts";
import { connectPlatform, type LocalPlatform } from "../harness/test-platform.ts";
import { Visitor } from "../harness/visitor.ts";
import { releases, type Expected } from "../releases/harness/fixture.ts";
import { readForms } from "../releases/harness/page-forms.ts";
import { listOf, type Fields } from "../releases/harness/read-account.ts";
import {
  expectedContents,
  logIn,
  openAdmin,
  readAccounts,
  readShopBack,
  asToday,
  readSites,
  resume,
} from "../releases/harness/read-back.ts";
import { openCart } from "../releases/harness/read-shop.ts";
import { prepareRenewal, readObjects } from "../releases/harness/renew-access.ts";
import { readFields } from "../releases/harness/spelling.ts";
import { unpackLocal, type UnpackedLocal } from "../releases/harness/unpack-local.ts";

describe.each(releases)("on what %s left, today's programs", (release) => {
  let local: UnpackedLocal;
  let running: PlatformProcess;
  let platform: LocalPlatform;
  let expected: Expected;

  beforeAll(async () => {
    local = await unpackLocal(release);
    expected = asToday(local.expected);
    running = await startPlatformProcess(local.path);
    platform = connectPlatform(running.addresses);
  });
  afterAll(async () => {
    await running.stop();
    await local.remove();
  });

  test("answer every site as it was answered: live, switched off, suspended, applied by kubectl", async () => {
    expect(await readSites(platform, expected)).toEqual(expectedContents(expected, local.movedBy).sites);
  });

  test("let every owner sign in, who finds person, company, tariff and sites as they were", async () => {
    // Answers have gained fields since.
    expect(await readAccounts(platform, expected)).toMatchObject(expectedContents(expected, local.movedBy).accounts);
  });

  test("know every browser that was signed in by its access token, and none that was signed out", async () => {
    const renew = await prepareRenewal(release);
    const { origin } = new URL(platform.dashboardUrl);
    for (const { phone, sessions } of expected.accounts) {
      for (const { state, access } of sessions) {
        const { status } = await resume(platform, { access: renew(access, origin) }).get("/api/auth/me");
        expect({ phone, state, status }).toEqual({ phone, state, status: state === "ended" ? 401 : 200 });
      }
    }
  });

  test("exchange every refresh token that was current, and none of before", async () => {
    for (const { phone, sessions, facts } of expected.accounts) {
      for (const { state, refresh } of sessions) {
        const api = resume(platform, { refresh });
        const { status } = await api.post("/api/auth/refresh");
        expect({ phone, state, status }).toEqual({ phone, state, status: state === "open" ? 200 : 401 });
        if (state !== "open") continue;
        const me = (await expectStatus(api.get("/api/auth/me"), 200)).body as Fields;
        expect(me["id"]).toBe(facts.user["id"]);
      }
    }
  });

  test("show the founder everybody", async () => {
    const api = await logIn(platform, expected.founder);
    const read = async (path: string) => listOf(readFields((await expectStatus(api.get(path), 200)).body));
    const subdomains = expected.accounts.map(({ facts }) => facts.tenant["subdomain"]);
    const tenants = await read("/api/founder/tenants");
    expect(tenants.map(({ subdomain }) => subdomain).toSorted()).toEqual(subdomains.toSorted());
    const people = await read("/api/founder/users");
    const names = expected.accounts.map(({ facts }) => facts.user["first_name"]);
    expect(people.map(({ first_name }) => first_name)).toEqual(expect.arrayContaining(names));
    expect(people).toHaveLength(names.length + 1);
  });

  test("give the shop's owner and buyers every product, photo, order, setting and open cart", async () => {
    const { shop, carts } = expectedContents(expected, local.movedBy);
    expect(await readShopBack(platform, expected)).toMatchObject({ shop, carts });
  });

  test("keep the uid of every object that people and the core had applied", async () => {
    const kinds = ["Tenant", "ModuleInstance", "HostClaim", "Secret"];
    const cluster = await Cluster.connect(platform.kubeconfigPath);
    const collections = [paths.tenants, paths.allModuleInstances, paths.hostClaims, "/api/v1/secrets"];
    const now = (await Promise.all(collections.map((path) => cluster.list(path)))).flat();
    await cluster.close();
    const before = (await readObjects(release)).filter(({ kind }) => kinds.includes(kind));
    expect(before.length).toBeGreaterThan(expected.sites.length);
    const uids = new Set(now.map(({ metadata }) => metadata.uid));
    expect(before.filter(({ metadata }) => !uids.has(metadata.uid)).map(({ metadata }) => metadata.name)).toEqual([]);
  });

  test("find the shop's products by their words, and in spite of a typo once the operator has looked at its database", async () => {
    const visitor = new Visitor(platform.siteUrl(expected.shop.host));
    const find = async (query: Readonly<Record<string, string>>): Promise<string[]> => {
      const { text } = await visitor.open(`/api/products?${new URLSearchParams(query).toString()}`);
      return (JSON.parse(text) as { products: { name: string }[] }).products.map(({ name }) => name);
    };
    const [word = ""] = (await find({ page_size: "100" })).flatMap((name) => name.match(/[а-яё]{7,}/giu) ?? []);
    const isFound = async (q: string) => (await find({ q })).some((name) => name.includes(word));
    expect(await isFound(word.toUpperCase())).toBe(true);
    await waitFor("typos to be forgiven", () => isFound(word.slice(0, 3) + word.slice(4)));
  });

  test("let an open cart be ordered, and its owner move that order on", async () => {
    const [cart] = expected.shop.carts;
    const buyer = openCart(platform.siteUrl(expected.shop.host), cart?.cookie ?? "");
    const checkout = readForms((await buyer.open("/checkout")).text).find(({ action }) => action === "/checkout");
    const seen = checkout?.values.get("seen")?.[0] ?? "";
    const form = { name: "Поздний", phone: "+79991119999", delivery_method: "pickup", consent: "on", seen };
    const placed = await buyer.submit("/checkout", { ...form, idempotency_key: randomUUID() });
    expect(placed).toMatchObject({ status: 303, location: expect.stringMatching(/^\/orders\//) as string });

    const admin = openAdmin(platform, expected.shop);
    const [, id = ""] = /"\/admin\/orders\/([0-9a-f-]{36})"/.exec((await admin.open("/admin/orders")).text) ?? [];
    const moved = await admin.submit(`/admin/orders/${id}/status`, { from: "new", to: "confirmed" });
    expect(moved.status).toBe(303);
  });

  test("hand an owner over to the shop's admin once more", async () => {
    const owner = expected.accounts.find(({ facts }) => facts.tenant["subdomain"] === expected.shop.owner);
    if (!owner) throw new Error("The shop's owner has no account in the fixture");
    const api = await logIn(platform, owner);
    const [instance] = owner.facts.instances;
    const admin = await enterAdmin(api, { id: instance?.id ?? "", url: platform.siteUrl(expected.shop.host) });
    expect((await admin.open("/admin/products")).status).toBe(200);
  });
});
