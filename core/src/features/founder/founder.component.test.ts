import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { TestClient } from "../../testing/test-client.ts";
import { fillCatalogue, inventPhone, registerOwner, startTestCore, type TestCore } from "../../testing/test-core.ts";
import { createFounder, FounderError } from "./create-founder.ts";
import type { FounderTenant, FounderUser, Overview } from "./schemas.ts";

const founderPassword = "a founder's long password";
let core: TestCore;
let founder: TestClient;

const make = (changes: Partial<Parameters<typeof createFounder>[0]> = {}) =>
  createFounder({
    databaseUrl: core.databaseUrl,
    phone: inventPhone(),
    password: founderPassword,
    firstName: "Ольга",
    lastName: "Основатель",
    isFurther: true,
    ...changes,
  });

beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl") });
  await fillCatalogue(core);
  const phone = inventPhone();
  expect(await make({ phone, isFurther: false })).toBe("created");
  founder = core.client();
  expect((await founder.post("/api/auth/login-password", { phone, password: founderPassword })).status).toBe(200);
});
afterAll(() => core.stop());

describe("a founder", () => {
  test("sees people and companies page by page, newest first, with phones masked", async () => {
    const owners = [await registerOwner(core), await registerOwner(core)];
    interface Page<T> {
      items: T[];
      total: number;
      total_pages: number;
    }
    const users = await founder.get<Page<FounderUser>>("/api/founder/users?page=1&page_size=2");
    expect(users.body).toMatchObject({ total: 3, page: 1, page_size: 2, total_pages: 2 });
    expect(users.body.items).toHaveLength(2);
    const tenants = await founder.get<Page<FounderTenant>>("/api/tenants");
    expect(new Set(tenants.body.items.map(({ subdomain }) => subdomain))).toEqual(
      new Set(owners.map(({ subdomain }) => subdomain)),
    );
    expect(tenants.body.items[0]).toMatchObject({ tariff: "base", active_instances: 0, ready: false });
    expect((await founder.get("/api/founder/tenants")).body).toEqual(tenants.body);
    for (const { phone } of owners) {
      expect(JSON.stringify([users.body, tenants.body])).not.toContain(phone);
      expect(JSON.stringify(tenants.body)).toContain(`***-**-${phone.slice(-2)}`);
    }
    const one = await founder.get<{ owner_phone: string }>(`/api/tenants/${owners[0]?.tenantId}`);
    expect(one.body.owner_phone).toContain("*");
  });

  test("sees the platform at a glance: counts, health, and how activations went", async () => {
    const { client } = await registerOwner(core, { tariff: "growth" });
    for (const hostPrefix of ["one", "two"])
      await client.post("/api/modules/activate", { module: "shop", host_prefix: hostPrefix });
    await core.query(
      `UPDATE activations SET ready_at = requested_at + interval '4 seconds'
       WHERE id IN (SELECT a.id FROM activations a JOIN module_instances i ON i.id = a.instance_id WHERE i.name = 'one')`,
    );
    const { body } = await founder.get<Overview>("/api/founder/overview");
    expect(body.instances).toEqual({ total: 2, active: 2, ready: 0, waiting_for_cluster: 2 });
    expect(body.activations).toEqual({
      days: 30,
      requested: 2,
      completed: 1,
      failed: 0,
      in_progress: 1,
      p50_seconds: 4,
      p95_seconds: 4,
    });
    expect(body.subscriptions.find(({ tariff }) => tariff === "growth")).toMatchObject({
      count: 1,
      price_kopecks: 299_000,
    });
    expect(body.health).toMatchObject({
      database: { state: "up" },
      redis: { state: "off" },
      cluster: { state: "off" },
    });
  });

  test.each(["/api/founder/overview", "/api/founder/users", "/api/founder/tenants", "/api/tenants"])(
    "%s does not exist for an owner nor for a stranger",
    async (path) => {
      const { client } = await registerOwner(core);
      expect((await client.get(path)).body).toMatchObject({ code: "NOT_FOUND", status: 404 });
      const absent = { status: 404, code: "NOT_FOUND" };
      expect((await core.client().get(path)).body).toMatchObject(absent);
      expect((await client.get(`${path}?page=abc`)).body).toMatchObject(absent);
    },
  );

  test.each(["page=0", "page_size=101", "page=x"])("the page %s is refused", async (query) => {
    expect((await founder.get(`/api/founder/users?${query}`)).status).toBe(400);
  });
});

describe("what a founder looks for", () => {
  interface Found {
    items: { id: string; subdomain?: string; first_name?: string }[];
    total: number;
    is_similar: boolean;
  }
  const find = async (path: string, q: string) => {
    const { status, body } = await founder.get<Found>(`${path}?${new URLSearchParams({ q }).toString()}`);
    expect(status).toBe(200);
    return body;
  };

  test("companies are found by name in any form, subdomain, their owner's phone, and in spite of a typo", async () => {
    const one = await registerOwner(core);
    const other = await registerOwner(core);
    await core.query(`UPDATE tenants SET name = 'Цветочная лавка «Пион»' WHERE id = '${one.tenantId}'`);
    await core.query(`UPDATE tenants SET name = 'Кофейня у моста' WHERE id = '${other.tenantId}'`);
    const subdomainsOf = async (q: string) => (await find("/api/tenants", q)).items.map(({ subdomain }) => subdomain);
    expect(await subdomainsOf("лавки цветочные")).toEqual([one.subdomain]);
    expect(await subdomainsOf("КОФЕЙНИ")).toEqual([other.subdomain]);
    expect(await subdomainsOf(one.subdomain)).toEqual([one.subdomain]);
    expect(await subdomainsOf(`8${one.phone.slice(2)}`)).toEqual([one.subdomain]);
    expect(await find("/api/founder/tenants", "цвиточная")).toMatchObject({ total: 1, is_similar: true });
    expect(await find("/api/tenants", "экскаватор")).toMatchObject({ items: [], total: 0, is_similar: false });
  });

  test("people are found by name in any order and by a whole phone, never by a part of one", async () => {
    const { phone, tenantId } = await registerOwner(core);
    await core.query(`UPDATE users SET first_name = 'Алёна', last_name = 'Щукина' WHERE tenant_id = '${tenantId}'`);
    expect((await find("/api/founder/users", "щукина алена")).items.map((user) => user.first_name)).toEqual(["Алёна"]);
    expect((await find("/api/founder/users", phone)).total).toBe(1);
    expect((await find("/api/founder/users", phone.slice(-5))).total).toBe(0);
  });

  test.each(["/api/founder/users", "/api/tenants"])("%s has no page beyond its last", async (path) => {
    const { body } = await founder.get<{ total_pages: number }>(`${path}?page_size=1`);
    expect((await founder.get(`${path}?page_size=1&page=${body.total_pages}`)).status).toBe(200);
    expect((await founder.get(`${path}?page_size=1&page=${body.total_pages + 1}`)).body).toMatchObject({
      status: 404,
      code: "NOT_FOUND",
    });
    expect((await founder.get(`${path}?q=экскаватор&page=2`)).status).toBe(404);
    expect((await founder.get(`${path}?q=${"x".repeat(81)}`)).status).toBe(400);
  });
});

describe("createFounder", () => {
  test("promotes a registered owner, who keeps the company and signs in again", async () => {
    const { client, phone, tenantId } = await registerOwner(core);
    expect(await make({ phone: `8${phone.slice(2)}` })).toBe("promoted");
    expect((await client.get("/api/auth/me")).status).toBe(401);
    const again = await client.post("/api/auth/login-password", { phone, password: founderPassword });
    expect(again.body).toMatchObject({ user: { role: "superuser", tenant: { id: tenantId } } });
  });

  test.each([
    [{ isFurther: false }, "--another"],
    [{ phone: "12345" }, "Digits are missing"],
    [{ password: "short" }, "characters"],
    [{ password: "password123" }, "easy to guess"],
  ])("refuses %j", async (changes, expected) => {
    const error: unknown = await make(changes).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FounderError);
    expect((error as Error).message).toContain(expected);
  });
});

describe("the modules of a tariff", () => {
  interface TariffBody {
    id: string;
    code: string;
    modules: string[];
  }
  const findTariff = async (code: string): Promise<TariffBody> => {
    const { body } = await core.client().get<TariffBody[]>("/api/billing/tariffs?active_only=false");
    const found = body.find((tariff) => tariff.code === code);
    if (!found) throw new Error(`no tariff ${code}`);
    return found;
  };
  const change = (client: TestClient, id: string, modules: string[]) =>
    client.patch<TariffBody & { code: string; title: string }>(`/api/founder/tariffs/${id}`, { modules });

  test("are the founder's to change: a module of the catalogue is sold from the next click", async () => {
    await core.query(
      "INSERT INTO modules (name, title_ru, title_en, stage, updated_at) VALUES ('guestbook', 'Книга', 'Book', 'available', now())",
    );
    const { client } = await registerOwner(core);
    const before = await client.post<{ code: string }>("/api/modules/activate", { module: "guestbook" });
    expect(before.body.code).toBe("MODULE_NOT_IN_TARIFF");
    const base = await findTariff("base");
    const { status, body } = await change(founder, base.id, [...base.modules, "guestbook", "guestbook"]);
    expect(status).toBe(200);
    expect(body.modules).toEqual(["shop", "guestbook"]);
    expect((await client.post("/api/modules/activate", { module: "guestbook" })).status).toBe(202);
    const audit = () =>
      core.query("SELECT subject, details FROM audit_records WHERE action = 'tariff.modules' ORDER BY created_at");
    const written = [{ subject: "base", details: { before: ["shop"], after: ["shop", "guestbook"] } }];
    expect(await audit()).toEqual(written);
    expect((await change(founder, base.id, ["shop", "guestbook"])).status).toBe(200);
    expect(await audit()).toEqual(written);

    expect((await change(founder, base.id, ["shop"])).status).toBe(200);
    const { body: sites } = await client.get<{ module: string; active: boolean }[]>("/api/modules/instances");
    expect(sites).toMatchObject([{ module: "guestbook", active: true }]);
  });

  test("are not undone by a founder who saw another list", async () => {
    const { id, modules } = await findTariff("growth");
    const save = (seen: readonly string[], next: readonly string[]) =>
      founder.patch<TariffBody & { code: string; title: string }>(`/api/founder/tariffs/${id}`, {
        modules: next,
        seen_modules: seen,
      });
    expect((await save(modules, ["shop"])).status).toBe(200);
    const stale = await save(modules, ["events"]);
    expect([stale.status, stale.body.code, stale.body.title.includes("Сейчас здесь: shop.")]).toEqual([
      409,
      "CHANGED_MEANWHILE",
      true,
    ]);
    expect((await findTariff("growth")).modules).toEqual(["shop"]);
    expect((await save(modules, ["shop"])).status).toBe(200);
    expect((await save(["shop"], modules)).status).toBe(200);
  });

  test("may name what comes soon, and nothing that the catalogue does not have", async () => {
    const growth = await findTariff("growth");
    const refused = await change(founder, growth.id, [...growth.modules, "casino", "lottery"]);
    expect(`${refused.status} ${refused.body.code}`).toBe("400 TARIFF_MODULES_UNKNOWN");
    expect(refused.body.title).toContain("casino, lottery");
    expect((await change(founder, growth.id, [...growth.modules, "portfolio"])).status).toBe(200);
    const { client } = await registerOwner(core, { tariff: "growth" });
    const soon = await client.post<{ code: string }>("/api/modules/activate", { module: "portfolio" });
    expect(soon.body.code).toBe("MODULE_COMING_SOON");
    await core.query("UPDATE modules SET is_present = false WHERE name = 'portfolio'");
    expect((await change(founder, growth.id, ["portfolio"])).status, "what it has already may stay").toBe(200);
    await core.query("UPDATE modules SET is_present = true WHERE name = 'portfolio'");
    expect((await change(founder, growth.id, ["shop", "events"])).status).toBe(200);
  });

  test("are nobody else's: for an owner the place does not exist", async () => {
    const { client } = await registerOwner(core);
    const base = await findTariff("base");
    expect((await change(client, base.id, ["shop"])).body.code).toBe("NOT_FOUND");
    expect((await change(founder, crypto.randomUUID(), ["shop"])).body.code).toBe("NOT_FOUND");
  });
});
