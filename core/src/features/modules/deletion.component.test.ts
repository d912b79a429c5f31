import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Subscription } from "../billing/schemas.ts";
import type { ProblemBody, TestClient } from "../../testing/test-client.ts";
import { fillCatalogue, password, registerOwner, startTestCore, type TestCore } from "../../testing/test-core.ts";
import type { Instance } from "./schemas.ts";

let core: TestCore;
beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl") });
  await fillCatalogue(core);
});
afterAll(() => core.stop());

const daySeconds = 86_400;

type Answered = Instance & ProblemBody;
const activate = (client: TestClient, name: string) =>
  client.post<Answered>("/api/modules/activate", { module: "shop", host_prefix: name });
const deactivate = (client: TestClient, id: string) => client.post(`/api/modules/instances/${id}/deactivate`);
const remove = (client: TestClient, id: string, name: string) =>
  client.delete<{ data_rests_until: string } & ProblemBody>(
    `/api/modules/instances/${id}?name=${encodeURIComponent(name)}`,
  );
const usageOf = async (client: TestClient) =>
  (await client.get<Subscription>("/api/billing/subscriptions/me")).body.usage;

/** Makes a site and switches it off, so that only what is kept counts. */
async function keep(client: TestClient, name: string) {
  const answer = await activate(client, name);
  if (answer.status === 202) await deactivate(client, answer.body.id);
  return answer;
}

async function makeAndDelete(client: TestClient, name: string) {
  const { status, body } = await activate(client, name);
  expect(status).toBe(202);
  expect((await remove(client, body.id, name)).status).toBe(202);
}

describe("deleting a site", () => {
  test("takes row and object, keeps what the data is found by, and says until when it rests", async () => {
    const { client, tenantId, userId } = await registerOwner(core);
    const { body: shop } = await activate(client, "shop");
    await core.query("UPDATE module_instances SET cluster_uid = 'the-uid' WHERE id = $1", [shop.id]);
    const { status, body } = await remove(client, shop.id, " Shop ");
    expect(status).toBe(202);
    const until = new Date(core.clock.now().getTime() + 90 * daySeconds * 1000).toISOString();
    expect(body).toEqual({ id: shop.id, data_rests_until: until });

    expect((await client.get<Instance[]>("/api/modules/instances")).body).toEqual([]);
    expect(await core.query("SELECT kind, name FROM cluster_removals WHERE row_id = $1", [shop.id])).toEqual([
      { kind: "ModuleInstance", name: "shop" },
    ]);
    expect(
      await core.query("SELECT id, module, name, cluster_uid FROM retired_sites WHERE tenant_id = $1", [tenantId]),
    ).toEqual([{ id: shop.id, module: "shop", name: "shop", cluster_uid: "the-uid" }]);
    const [audit] = await core.query(
      "SELECT action, subject, details FROM audit_records WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1",
      [userId],
    );
    expect(audit).toEqual({
      action: "module.delete",
      subject: shop.id,
      details: { module: "shop", name: "shop", data_rests_until: until },
    });
    expect((await remove(client, shop.id, "shop")).body.code).toBe("NOT_FOUND");
  });

  test.each(["", "shop-2", "sho", "Магазин"])("with %j typed as its name nothing happens", async (typed) => {
    const { client } = await registerOwner(core);
    const { body: shop } = await activate(client, "shop");
    const { status, body } = await remove(client, shop.id, typed);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.field).toBe("name");
    expect((await client.get<Instance[]>("/api/modules/instances")).body).toHaveLength(1);
  });

  test("is for its owner alone, and nobody else learns that it exists", async () => {
    const { client } = await registerOwner(core);
    const { body: shop } = await activate(client, "shop");
    const stranger = (await registerOwner(core)).client;
    expect((await remove(stranger, shop.id, "shop")).body.code).toBe("NOT_FOUND");
    expect((await remove(stranger, shop.id, "wrong")).body.code).toBe("NOT_FOUND");
    expect((await remove(core.client(), shop.id, "shop")).body.code).toBe("NOT_SIGNED_IN");
  });

  test("a suspended company may, and makes nothing in its place", async () => {
    const { client, tenantId } = await registerOwner(core);
    const { body: shop } = await activate(client, "shop");
    await core.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [tenantId]);
    expect((await remove(client, shop.id, "shop")).status).toBe(202);
    expect((await activate(client, "shop")).body.code).toBe("TENANT_SUSPENDED");
  });

  test("a new site of the name is another one", async () => {
    const { client } = await registerOwner(core);
    const { body: first } = await activate(client, "shop");
    await remove(client, first.id, "shop");
    const { status, body: second } = await activate(client, "shop");
    expect(status).toBe(202);
    expect(second.id).not.toBe(first.id);
    expect(second).toMatchObject({ name: "shop", host_prefix: "shop", managed_by: "platform", state: "starting" });
  });

  test("two deletions at once retire it once", async () => {
    const { client, tenantId } = await registerOwner(core);
    const { body: shop } = await activate(client, "shop");
    const answers = await Promise.all(Array.from({ length: 4 }, () => remove(client, shop.id, "shop")));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 404, 404, 404]);
    expect(await core.query("SELECT id FROM retired_sites WHERE tenant_id = $1", [tenantId])).toHaveLength(1);
  });
});

describe("sites that are kept", () => {
  test("are bounded, however often they are switched off; the way out is said", async () => {
    const { client, tenantId } = await registerOwner(core);
    for (const name of ["one", "two", "three"]) expect((await keep(client, name)).status).toBe(202);
    const { status, body } = await keep(client, "four");
    expect(`${status} ${body.code}`).toBe("409 KEPT_SITE_LIMIT_REACHED");
    expect(body.title).toContain("удалите");
    expect(body.title).toContain("Growth");
    expect(body.facts).toMatchObject({ tariff: "base", limit: 3, kept_instances: 3, suggested_tariff: "growth" });
    expect(await usageOf(client)).toEqual({
      active_instances: 0,
      subdomain_limit: 1,
      kept_instances: 3,
      kept_site_limit: 3,
      retired_instances: 0,
      retired_site_limit: 3,
      retirement_days: 90,
    });
    expect(await core.query("SELECT id FROM module_instances WHERE tenant_id = $1", [tenantId])).toHaveLength(3);
    const { body: figures } = await core.client().get<string>("/metrics");
    expect(figures).toContain('tochka_core_site_refusals_total{limit="kept"}');
  });

  test("over the limit stay, and are switched on, off and deleted as before", async () => {
    const { client, tenantId } = await registerOwner(core);
    await core.query(
      `INSERT INTO module_instances (id, tenant_id, module, name, active, updated_at)
       SELECT gen_random_uuid(), $1, 'shop', 'old-' || n, false, now() FROM generate_series(1, 5) n`,
      [tenantId],
    );
    const again = await activate(client, "old-4");
    expect(again.status).toBe(202);
    await deactivate(client, again.body.id);
    expect((await activate(client, "new")).body.code).toBe("KEPT_SITE_LIMIT_REACHED");
    expect((await remove(client, again.body.id, "old-4")).status).toBe(202);
    expect((await activate(client, "new")).body.code).toBe("KEPT_SITE_LIMIT_REACHED");
  });

  test("of twenty parallel activations, switched off at once, no more are made than may be kept", async () => {
    const { client, tenantId } = await registerOwner(core, { tariff: "growth" });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => keep(client, `shop-${index}`)));
    await Promise.all(Array.from({ length: 20 }, (_, index) => keep(client, `further-${index}`)));
    const rows = await core.query("SELECT id FROM module_instances WHERE tenant_id = $1", [tenantId]);
    expect(rows.length).toBeLessThanOrEqual(5);
    expect(answers.filter(({ status }) => status === 202).length).toBeLessThanOrEqual(5);
    for (const { status } of answers) expect([202, 409]).toContain(status);
  });

  test("twenty parallel activations of a company with room for two new ones make two", async () => {
    const { client, tenantId } = await registerOwner(core, { tariff: "master" });
    await core.query(
      `INSERT INTO module_instances (id, tenant_id, module, name, active, updated_at)
       SELECT gen_random_uuid(), $1, 'shop', 'old-' || n, false, now() FROM generate_series(1, 13) n`,
      [tenantId],
    );
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => activate(client, `shop-${index}`)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(2);
    expect(answers.filter(({ body }) => body.code === "KEPT_SITE_LIMIT_REACHED")).toHaveLength(18);
  });
});

describe("data of deleted sites", () => {
  test("is bounded: deleting goes on, making further sites waits for a date that is said", async () => {
    const { client, phone } = await registerOwner(core);
    for (const name of ["one", "two", "three"]) {
      await makeAndDelete(client, name);
      core.clock.advanceSeconds(daySeconds);
      expect((await client.post("/api/auth/refresh")).status).toBe(200);
    }
    const { status, body } = await activate(client, "four");
    expect(`${status} ${body.code}`).toBe("409 RETIRED_SITE_LIMIT_REACHED");
    const firstEnds = new Date(core.clock.now().getTime() + 87 * daySeconds * 1000);
    expect(body.facts).toMatchObject({ limit: 3, retired_instances: 3, possible_after: firstEnds.toISOString() });
    expect(body.title).toContain(
      new Intl.DateTimeFormat("ru", { dateStyle: "long", timeZone: "UTC" }).format(firstEnds),
    );
    expect((await usageOf(client)).retired_instances).toBe(3);

    core.clock.advanceSeconds(87 * daySeconds);
    // After so long the person signs in again.
    const later = core.client();
    expect((await later.post("/api/auth/login-password", { phone, password })).status).toBe(200);
    expect((await activate(later, "four")).status).toBe(202);
  });

  test("of a loop of making and deleting no more rests than the two limits allow", async () => {
    const { client, tenantId } = await registerOwner(core);
    for (let round = 0; round < 12; round += 1) {
      const { status, body } = await keep(client, `site-${round}`);
      if (status === 202 && round % 3 === 2) await remove(client, body.id, `site-${round}`);
      if (status !== 202) {
        const { body: sites } = await client.get<Instance[]>("/api/modules/instances");
        for (const { id, name } of sites) expect((await remove(client, id, name)).status).toBe(202);
      }
    }
    const rows = await core.query(
      "SELECT id FROM retired_sites WHERE tenant_id = $1 UNION SELECT id FROM module_instances WHERE tenant_id = $1",
      [tenantId],
    );
    // Two rest, three more are kept and deleted: 3 - 1 + 3.
    expect(rows.length).toBeLessThanOrEqual(5);
  });
});
