import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { activate, expectStatus, openShop, registerOwner, waitUntilLive } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { addProduct, enterAdmin, orderProduct, requestHandover } from "../harness/shop.ts";
import { Visitor } from "../harness/visitor.ts";

const platform = sharedPlatform();
let alice: Awaited<ReturnType<typeof openShop>>;
let bob: Awaited<ReturnType<typeof openShop>>;

beforeAll(async () => {
  [alice, bob] = await Promise.all([openShop(platform), openShop(platform)]);
});

test("to bob alice's instance looks exactly like one that does not exist", async () => {
  const calls = [
    (id: string) => bob.api.get(`/api/modules/instances/${id}`),
    (id: string) => bob.api.post(`/api/modules/instances/${id}/deactivate`),
    (id: string) => bob.api.post(`/api/modules/instances/${id}/handover`),
    (id: string) => bob.api.get(`/api/modules/instances/${id}/events`),
  ];
  for (const call of calls) {
    const [hers, missing] = [await call(alice.instance.id), await call(randomUUID())];
    expect(hers.status).toBe(404);
    expect(withoutRequestId(hers.body)).toEqual(withoutRequestId(missing.body));
  }
  expect((await alice.api.get(`/api/modules/instances/${alice.instance.id}`)).body).toMatchObject({ active: true });
});

test("bob's lists hold bob's things only", async () => {
  const { body } = await expectStatus(bob.api.get<{ id: string }[]>("/api/modules/instances"), 200);
  expect(body.map(({ id }) => id)).toEqual([bob.instance.id]);
  const { body: hers } = await expectStatus(alice.api.get<{ id: string }>("/api/tenants/me"), 200);
  const [asBob, missing] = [
    await bob.api.get(`/api/tenants/${hers.id}`),
    await bob.api.get(`/api/tenants/${randomUUID()}`),
  ];
  expect(asBob.status).toBe(404);
  expect(withoutRequestId(asBob.body)).toEqual(withoutRequestId(missing.body));
});

test("a place that is for founders does not exist for an owner", async () => {
  for (const path of ["/api/founder/tenants", "/api/founder/users", "/api/founder/overview", "/api/tenants"]) {
    expect((await bob.api.get(path)).status, path).toBe(404);
  }
});

test("alice's hand-over opens alice's admin once, and bob's never", async () => {
  const { action, token } = await requestHandover(alice.api, alice.instance.id);
  const path = new URL(action).pathname;
  const atBob = await new Visitor(bob.instance.url).submit(path, { token }, "http://localhost");
  expect(atBob.status).toBeGreaterThanOrEqual(400);
  expect(atBob.setCookies).toEqual([]);

  const first = await new Visitor(alice.instance.url).submit(path, { token }, "http://localhost");
  expect(first).toMatchObject({ status: 303, location: expect.stringContaining("/admin") as string });
  const second = await new Visitor(alice.instance.url).submit(path, { token }, "http://localhost");
  expect(second.status).toBeGreaterThanOrEqual(400);
  expect(second.setCookies).toEqual([]);
});

test("alice's session opens nothing at bob's shop, and bob's shop shows none of her orders", async () => {
  const owner = await enterAdmin(alice.api, alice.instance);
  expect((await owner.open("/admin")).status).toBe(200);
  const product = await addProduct(owner, "Секрет Алисы", "10", 1);
  const { body } = await orderProduct(alice.instance.url, product);

  const intruder = new Visitor(bob.instance.url);
  intruder.cookies.keep([owner.cookies.header()]);
  for (const path of ["/admin", "/admin/orders", "/admin/products"]) {
    expect((await intruder.open(path)).status, path).toBe(401);
  }
  expect((await intruder.open(`/orders/${String(body["token"])}`)).status).toBe(404);
  expect((await intruder.open("/")).text).not.toContain("Секрет Алисы");
});

test("a subdomain that alice holds cannot be had by anybody else", async () => {
  const { body } = await expectStatus(
    bob.api.get<{ available: boolean }>(`/api/tenants/subdomain-check?name=${alice.person.subdomain}`),
    200,
  );
  expect(body.available).toBe(false);
  const { api } = await registerOwner(platform);
  const { id } = await activate(api);
  expect(new URL((await waitUntilLive(api, id)).url).host).not.toBe(new URL(alice.instance.url).host);
});

function withoutRequestId(body: unknown): unknown {
  return { ...(body as object), request_id: undefined };
}
