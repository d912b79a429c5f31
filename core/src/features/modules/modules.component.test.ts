import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { decodeJwt, decodeProtectedHeader } from "jose";
import type { ProblemBody, TestClient } from "../../testing/test-client.ts";
import { fillCatalogue, makeLive, registerOwner, startTestCore, type TestCore } from "../../testing/test-core.ts";
import type { Instance } from "./schemas.ts";

let core: TestCore;
beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl") });
  await fillCatalogue(core);
});
afterAll(() => core.stop());

const activate = (client: TestClient, body: object = { module: "shop" }) =>
  client.post<Instance & ProblemBody>("/api/modules/activate", body);
const deactivate = (client: TestClient, id: string) => client.post<Instance>(`/api/modules/instances/${id}/deactivate`);

describe("the catalogue", () => {
  test("is open to everybody and tells what is still to come", async () => {
    const { status, body } = await core.client().get("/api/modules");
    expect(status).toBe(200);
    expect(body).toContainEqual({
      code: "portfolio",
      titles: { ru: "Портфолио", en: "Portfolio" },
      descriptions: { ru: "", en: "" },
      stage: "soon",
    });
  });
});

describe("activate", () => {
  test("stores the change and answers at once, with the cluster away", async () => {
    const { client, userId } = await registerOwner(core);
    const { status, body } = await activate(client);
    expect(status).toBe(202);
    expect(body).toMatchObject({ module: "shop", host_prefix: "shop", active: true, state: "starting", url: null });
    expect(body.steps.map(({ type }) => type)).toEqual([
      "tenant",
      "request",
      "database",
      "workload",
      "route",
      "reachable",
    ]);
    const audit = await core.query("SELECT action, subject FROM audit_records WHERE user_id = $1 ORDER BY created_at", [
      userId,
    ]);
    expect(audit.at(-1)).toEqual({ action: "module.activate", subject: body.id });
  });

  test("a second click changes nothing, and an inactive instance is switched on again", async () => {
    const { client, userId } = await registerOwner(core);
    const { body: first } = await activate(client);
    core.clock.advanceSeconds(5);
    const { body: second } = await activate(client);
    expect(second).toMatchObject({ id: first.id, requested_at: first.requested_at });
    await deactivate(client, first.id);
    const { body: third } = await activate(client);
    expect(third.id).toBe(first.id);
    expect(third.requested_at).not.toBe(first.requested_at);
    const audit = await core.query("SELECT action FROM audit_records WHERE user_id = $1 AND action LIKE 'module.%'", [
      userId,
    ]);
    expect(audit).toHaveLength(3);
  });

  test("beyond the limit it is refused with the reason and the tariff that would do", async () => {
    const { client } = await registerOwner(core);
    await activate(client);
    const { status, body } = await activate(client, { module: "shop", host_prefix: "second" });
    expect(`${status} ${body.code}`).toBe("409 SUBDOMAIN_LIMIT_REACHED");
    expect(body.title).toContain("Growth");
    expect(body.facts).toMatchObject({ tariff: "base", limit: 1, active_instances: 1, suggested_tariff: "growth" });
  });

  test("outside the tariff it is refused with the reason and the tariff that would do", async () => {
    const { client } = await registerOwner(core);
    const { status, body } = await activate(client, { module: "events" });
    expect(`${status} ${body.code}`).toBe("409 MODULE_NOT_IN_TARIFF");
    expect(body.facts).toMatchObject({ module: "events", suggested_tariff: "growth" });
  });

  test.each([
    ["portfolio", "409 MODULE_COMING_SOON"],
    ["casino", "404 MODULE_UNKNOWN"],
  ])("%s is refused: %s", async (module, expected) => {
    const { client } = await registerOwner(core, { tariff: "master" });
    const { status, body } = await activate(client, { module });
    expect(`${status} ${body.code}`).toBe(expected);
  });

  test.each(["Shop", "a--b", "-a", "a.b", "", "x".repeat(21), "магазин"])(
    "the host prefix %j is refused",
    async (hostPrefix) => {
      const { client } = await registerOwner(core, { tariff: "growth" });
      const { status, body } = await activate(client, { module: "shop", host_prefix: hostPrefix });
      expect(status).toBe(400);
      expect(body.errors?.[0]?.field).toBe("host_prefix");
    },
  );

  test("a name that the API does not have is refused, so that nothing else is activated than was requested", async () => {
    const { client, tenantId } = await registerOwner(core, { tariff: "growth" });
    const { status, body } = await activate(client, { module: "shop", hostPrefix: "second" });
    expect(status).toBe(400);
    expect(body.errors).toEqual([expect.objectContaining({ field: "hostPrefix", code: "UNKNOWN_FIELD" })]);
    expect(await core.query("SELECT id FROM module_instances WHERE tenant_id = $1", [tenantId])).toEqual([]);
  });

  test("a prefix that another module of the same owner holds is refused", async () => {
    const { client } = await registerOwner(core, { tariff: "growth" });
    await activate(client, { module: "shop", host_prefix: "main" });
    const { status, body } = await activate(client, { module: "events", host_prefix: "main" });
    expect(`${status} ${body.code}`).toBe("409 HOST_PREFIX_TAKEN");
  });

  test.each(["admin", "www", "login"])(
    "the prefix %s, which looks like the platform's own, is refused",
    async (prefix) => {
      const { client } = await registerOwner(core);
      const { status, body } = await activate(client, { module: "shop", host_prefix: prefix });
      expect(`${status} ${body.code}`).toBe("409 HOST_PREFIX_RESERVED");
    },
  );

  test("a suspended company activates nothing", async () => {
    const { client, tenantId } = await registerOwner(core);
    await core.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [tenantId]);
    const { status, body } = await activate(client);
    expect(`${status} ${body.code}`).toBe("409 TENANT_SUSPENDED");
  });

  test("without a subscription nothing is activated", async () => {
    const { client, tenantId } = await registerOwner(core);
    await core.query("UPDATE subscriptions SET ended_at = now() WHERE tenant_id = $1", [tenantId]);
    const { status, body } = await activate(client);
    expect(`${status} ${body.code}`).toBe("409 NO_SUBSCRIPTION");
  });

  test("of parallel activations no more win than the tariff allows", async () => {
    const { client, tenantId } = await registerOwner(core, { tariff: "growth" });
    const prefixes = Array.from({ length: 10 }, (_, index) => `shop-${index}`);
    const answers = await Promise.all(
      prefixes.map((hostPrefix) => activate(client, { module: "shop", host_prefix: hostPrefix })),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(2);
    expect(answers.filter(({ body }) => body.code === "SUBDOMAIN_LIMIT_REACHED")).toHaveLength(8);
    const rows = await core.query("SELECT id FROM module_instances WHERE tenant_id = $1 AND active", [tenantId]);
    expect(rows).toHaveLength(2);
  });

  test("parallel clicks on the same button make one instance and one activation", async () => {
    const { client, tenantId } = await registerOwner(core);
    const answers = await Promise.all(Array.from({ length: 6 }, () => activate(client)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    const rows = await core.query(
      "SELECT a.id FROM activations a JOIN module_instances i ON i.id = a.instance_id WHERE i.tenant_id = $1",
      [tenantId],
    );
    expect(rows).toHaveLength(1);
  });
});

describe("deactivate", () => {
  test("keeps the instance, frees its place, and repeating it changes nothing", async () => {
    const { client } = await registerOwner(core);
    const { body: shop } = await activate(client);
    const off = await deactivate(client, shop.id);
    expect(off.status).toBe(202);
    expect(off.body).toMatchObject({ id: shop.id, active: false, state: "inactive", ready: false, steps: [] });
    expect((await deactivate(client, shop.id)).body).toEqual(off.body);
    const other = await activate(client, { module: "shop", host_prefix: "second" });
    expect(other.status).toBe(202);
    const list = await client.get<Instance[]>("/api/modules/instances");
    expect(list.body.map(({ host_prefix, active }) => `${host_prefix} ${active}`)).toEqual([
      "shop false",
      "second true",
    ]);
  });
});

describe("handover", () => {
  test("gives a token for this one instance, good for a minute", async () => {
    const { client, userId, subdomain } = await registerOwner(core);
    const { body: shop } = await activate(client);
    await makeLive(core, shop.id);
    const { status, body } = await client.post<{ action: string; token: string }>(
      `/api/modules/instances/${shop.id}/handover`,
    );
    expect(status).toBe(200);
    expect(body.action).toBe("http://shop--alpha.example.test/admin/handover");
    expect(decodeProtectedHeader(body.token)).toEqual({ alg: "RS256", typ: "handover+jwt", kid: "test-key" });
    const now = Math.floor(core.clock.now().getTime() / 1000);
    const [session] = await core.query<{ id: string; expires_at: Date }>(
      "SELECT id, expires_at FROM sessions WHERE user_id = $1",
      [userId],
    );
    expect(decodeJwt(body.token)).toEqual({
      iss: "http://localhost:3000",
      aud: "uid-of-the-object",
      sub: userId,
      tenant: subdomain,
      role: "owner",
      sid: session?.id,
      session_exp: Math.floor((session?.expires_at.getTime() ?? 0) / 1000),
      iat: now,
      exp: now + 60,
      jti: expect.any(String),
    });
    client.cookies.set("__Host-access", body.token);
    expect((await client.get("/api/auth/me")).status).toBe(401);
  });

  test("is refused while the site is not ready or switched off", async () => {
    const { client } = await registerOwner(core);
    const { body: shop } = await activate(client);
    const request = () => client.post<ProblemBody>(`/api/modules/instances/${shop.id}/handover`);
    expect((await request()).body.code).toBe("INSTANCE_NOT_READY");
    await deactivate(client, shop.id);
    expect((await request()).body.code).toBe("INSTANCE_INACTIVE");
  });
});
