import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Instance } from "../modules/schemas.ts";
import { publicDataSeconds } from "../../events/public-data.ts";
import type { ProblemBody } from "../../testing/test-client.ts";
import { fillCatalogue, registerOwner, startTestCore, type TestCore } from "../../testing/test-core.ts";
import type { Subscription, Tariff } from "./schemas.ts";

let core: TestCore;
beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl") });
  await fillCatalogue(core);
});
afterAll(() => core.stop());

describe("tariffs", () => {
  test("are the three of the price list, in kopecks, open to everybody", async () => {
    const { status, body } = await core.client().get<Tariff[]>("/api/billing/tariffs");
    expect(status).toBe(200);
    expect(body.map((it) => [it.code, it.price_kopecks, it.subdomain_limit, it.storage_gb, it.modules.join()])).toEqual(
      [
        ["base", 99_000, 1, 5, "shop"],
        ["growth", 299_000, 2, 20, "shop,events"],
        ["master", 999_000, 10, 100, "shop,events,portfolio,courses"],
      ],
    );
  });

  test("that are no longer on offer are left out unless asked for, and stay readable", async () => {
    await core.query(
      `INSERT INTO tariffs SELECT gen_random_uuid(), 'old', 'Old', 1, 1, 1, false, '{}', '1', '1Gi', 'email', '[]', false, false, 9, now(), now()`,
    );
    const active = await core.client().get<Tariff[]>("/api/billing/tariffs");
    expect(active.body.some(({ code }) => code === "old")).toBe(false);
    core.clock.advanceSeconds(publicDataSeconds);
    const all = await core.client().get<Tariff[]>("/api/billing/tariffs?active_only=false");
    const old = all.body.find(({ code }) => code === "old");
    expect((await core.client().get(`/api/billing/tariffs/${old?.id}`)).body).toEqual(old);
    const unknown = await core.client().get("/api/billing/tariffs/00000000-0000-4000-8000-000000000000");
    expect(unknown.status).toBe(404);
    expect((await core.client().get("/api/billing/tariffs/base")).status).toBe(400);
  });
});

describe("choosing a tariff", () => {
  test("replaces the subscription in force and keeps the trial's end", async () => {
    const { client, tenantId } = await registerOwner(core);
    const before = await client.get<Subscription>("/api/billing/subscriptions/me");
    core.clock.advanceSeconds(3 * 86_400);
    await client.post("/api/auth/refresh");
    const { status, body } = await client.post<Subscription>("/api/billing/subscriptions", { tariff: "growth" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "trial",
      tariff: { code: "growth" },
      trial_ends_at: before.body.trial_ends_at,
      usage: { active_instances: 0, subdomain_limit: 2 },
    });
    const rows = await core.query("SELECT ended_at IS NULL AS current FROM subscriptions WHERE tenant_id = $1", [
      tenantId,
    ]);
    expect(rows.filter(({ current }) => current === true)).toHaveLength(1);
    const [tenant] = await core.query(
      "SELECT wish_version AS desired, synced_version AS observed FROM tenants WHERE id = $1",
      [tenantId],
    );
    expect(tenant).toEqual({ desired: 2, observed: 0 });
  });

  test.each([
    ["base", "409 TARIFF_UNCHANGED"],
    ["golden", "409 TARIFF_UNAVAILABLE"],
  ])("%s is refused: %s", async (tariff, expected) => {
    const { client } = await registerOwner(core);
    const { status, body } = await client.post<ProblemBody>("/api/billing/subscriptions", { tariff });
    expect(`${status} ${body.code}`).toBe(expected);
  });

  test("a smaller one is refused while more is switched on, and goes through after switching off", async () => {
    const { client } = await registerOwner(core, { tariff: "growth" });
    const events = await client.post<Instance>("/api/modules/activate", { module: "events" });
    await client.post("/api/modules/activate", { module: "shop" });
    const refused = await client.post<ProblemBody>("/api/billing/subscriptions", { tariff: "base" });
    expect(refused.body).toMatchObject({
      code: "TARIFF_TOO_SMALL",
      facts: { limit: 1, active_instances: 2, excess_modules: ["events"] },
    });
    await client.post(`/api/modules/instances/${events.body.id}/deactivate`);
    expect((await client.post("/api/billing/subscriptions", { tariff: "base" })).status).toBe(200);
  });

  test("in parallel with activations the limit of whichever tariff won holds", async () => {
    const { client, tenantId } = await registerOwner(core, { tariff: "growth" });
    await Promise.all([
      client.post("/api/modules/activate", { module: "shop", host_prefix: "one" }),
      client.post("/api/modules/activate", { module: "shop", host_prefix: "two" }),
      client.post("/api/billing/subscriptions", { tariff: "base" }),
    ]);
    const { body } = await client.get<Subscription>("/api/billing/subscriptions/me");
    const rows = await core.query("SELECT id FROM module_instances WHERE tenant_id = $1 AND active", [tenantId]);
    expect(rows.length).toBeLessThanOrEqual(body.tariff.subdomain_limit);
  });

  test("the database itself allows one subscription in force", async () => {
    const { tenantId } = await registerOwner(core);
    const second = core.query(
      `INSERT INTO subscriptions (id, tenant_id, tariff_id) SELECT gen_random_uuid(), $1, id FROM tariffs WHERE code = 'growth'`,
      [tenantId],
    );
    await expect(second).rejects.toThrow("subscriptions_current_key");
  });
});
