import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { ProblemBody, TestClient } from "../../testing/test-client.ts";
import { registerOwner, startTestCore, type TestCore } from "../../testing/test-core.ts";
import type { SubdomainState, Tenant } from "./schemas.ts";

let core: TestCore;
beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl") });
});
afterAll(() => core.stop());

interface Check {
  available: boolean;
  name: string;
  domain: string;
  reason?: string;
  suggestion?: string;
}
const check = async (name: string) =>
  (await core.client().get<Check>(`/api/tenants/subdomain-check?name=${encodeURIComponent(name)}`)).body;

describe("subdomain-check", () => {
  test("tells the address that a free name would give", async () => {
    expect(await check("Coffee-House")).toEqual({
      name: "coffee-house",
      available: true,
      domain: "*--coffee-house.example.test",
    });
  });

  test.each([
    ["ab", "too-short"],
    ["x".repeat(41), "too-long"],
    ["кофе", "not-a-label"],
    ["-cafe", "not-a-label"],
    ["a--b", "double-hyphen"],
    ["admin", "reserved"],
    ["kube-system", "reserved"],
    ["sberbank", "protected"],
    ["gosuslugi-vhod", "protected"],
    ["na1og", "protected"],
  ])("%s cannot be had: %s", async (name, reason) => {
    expect(await check(name)).toMatchObject({ available: false, reason });
  });

  test("a name that was given up rests for ninety days, whoever asks for it, and is then anybody's", async () => {
    const { client, subdomain } = await registerOwner(core);
    await client.post("/api/auth/logout");
    const giveUp = async (): Promise<void> => {
      await core.query(
        "UPDATE users SET tenant_id = NULL WHERE tenant_id = (SELECT id FROM tenants WHERE subdomain = $1)",
        [subdomain],
      );
      await core.query("DELETE FROM tenants WHERE subdomain = $1", [subdomain]);
      // The trigger takes the time of PostgreSQL, the rest of this test that of its own clock.
      await core.query("UPDATE freed_subdomains SET freed_at = $1 WHERE subdomain = $2", [core.clock.now(), subdomain]);
    };
    await giveUp();
    const answer = await check(subdomain);
    expect(answer).toMatchObject({ available: false, reason: "taken" });
    await expect(registerOwner(core, { subdomain })).rejects.toThrow("SUBDOMAIN_UNAVAILABLE");
    core.clock.advanceSeconds(90 * 86_400 - 1);
    expect(await check(subdomain)).toMatchObject({ available: false, reason: "taken" });
    core.clock.advanceSeconds(1);
    expect(await check(subdomain)).toMatchObject({ available: true });
    await registerOwner(core, { subdomain });
    // And again, when the next one gives it up.
    await giveUp();
    expect(await check(subdomain)).toMatchObject({ available: false, reason: "taken" });
  });

  test("a renamed tenant's old name rests too, and the new one does not", async () => {
    const { subdomain } = await registerOwner(core);
    await core.query("UPDATE tenants SET subdomain = $1 WHERE subdomain = $2", [`${subdomain}x`, subdomain]);
    const resting = await core.query("SELECT subdomain FROM freed_subdomains WHERE subdomain LIKE $1", [
      `${subdomain}%`,
    ]);
    expect(resting).toEqual([{ subdomain }]);
    await core.query("UPDATE tenants SET name = 'other' WHERE subdomain = $1", [`${subdomain}x`]);
    expect(await core.query("SELECT FROM freed_subdomains WHERE subdomain = $1", [`${subdomain}x`])).toEqual([]);
  });

  test("a taken name comes with a free one, which registration then accepts", async () => {
    const { subdomain } = await registerOwner(core);
    const answer = await check(subdomain.toUpperCase());
    expect(answer).toMatchObject({ available: false, reason: "taken", suggestion: `${subdomain}-shop` });
    const second = await registerOwner(core, { subdomain: answer.suggestion ?? "" });
    expect(second.subdomain).toBe(`${subdomain}-shop`);
    expect((await check(subdomain)).suggestion).toBe(`${subdomain}-online`);
  });
});

describe("my company", () => {
  test("is shown with its address, and can be renamed with a record of it", async () => {
    const { client, phone, subdomain, tenantId } = await registerOwner(core);
    const before = await client.get<Tenant>("/api/tenants/me");
    expect(before.body).toMatchObject({
      id: tenantId,
      name: "Анна Пробная",
      domain: `*--${subdomain}.example.test`,
      status: "trial",
      is_active: true,
      owner_phone: phone,
      cluster: { ready: false, problem: null },
    });
    const after = await client.patch<Tenant>("/api/tenants/me", { name: "  Кофейня «Зерно»  " });
    expect(after.body).toEqual({ ...before.body, name: "Кофейня «Зерно»" });
    await client.patch("/api/tenants/me", { name: "Кофейня «Зерно»" });
    const audit = await core.query(
      "SELECT details FROM audit_records WHERE tenant_id = $1 AND action = 'tenant.rename'",
      [tenantId],
    );
    expect(audit).toEqual([{ details: { before: "Анна Пробная", after: "Кофейня «Зерно»" } }]);
    const [row] = await core.query("SELECT wish_version AS desired FROM tenants WHERE id = $1", [tenantId]);
    expect(row).toEqual({ desired: 1 });
  });

  test("is not renamed over a name that somebody else has given it", async () => {
    const { client } = await registerOwner(core);
    const rename = (name: string, seen_name: string) =>
      client.patch<{ name: string; code: string; title: string }>("/api/tenants/me", { name, seen_name });
    expect((await rename("Первое", "Анна Пробная")).body.name).toBe("Первое");
    const stale = await rename("Второе", "Анна Пробная");
    expect([stale.status, stale.body.code, stale.body.title.includes("Первое")]).toEqual([
      409,
      "CHANGED_MEANWHILE",
      true,
    ]);
    expect((await rename("Первое", "Анна Пробная")).status).toBe(200);
    const both = await Promise.all(["Третье", "Четвёртое"].map((name) => rename(name, "Первое")));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test.each([
    ["", "REQUIRED"],
    ["   ", "REQUIRED"],
    ["\u200b\u200d", "REQUIRED"],
    ["x".repeat(101), "TOO_LONG"],
    ["A\u0000B", "HIDDEN_CHARACTER"],
    ["a\ud83d", "HIDDEN_CHARACTER"],
    ["cod.\u202eexe", "HIDDEN_CHARACTER"],
  ])("the name %j is refused as %s", async (name, code) => {
    const { client } = await registerOwner(core);
    const { status, body } = await client.patch<ProblemBody>("/api/tenants/me", { name });
    expect(status).toBe(400);
    expect(body.errors).toEqual([expect.objectContaining({ field: "name", code })]);
  });

  test("a name keeps what people type: joiners, no-break spaces, a hundred emoji", async () => {
    const { client } = await registerOwner(core);
    for (const [typed, stored] of [
      ["Пекарня\u00a0👩\u200d🍳\tи\u0306", "Пекарня\u00a0👩\u200d🍳 й"],
      ["😀".repeat(100), "😀".repeat(100)],
    ]) {
      expect((await client.patch<Tenant>("/api/tenants/me", { name: typed })).body.name).toBe(stored);
    }
  });

  test("does not exist for somebody without one", async () => {
    const { client, userId } = await registerOwner(core);
    await core.query("UPDATE users SET tenant_id = NULL WHERE id = $1", [userId]);
    const { status, body } = await client.get<ProblemBody>("/api/tenants/me");
    expect(`${status} ${body.code}`).toBe("403 NO_TENANT");
    expect((await client.get("/api/auth/me")).body).toMatchObject({ tenant: null });
  });
});

describe("a mistyped subdomain", () => {
  const state = async (client: TestClient) => (await client.get<SubdomainState>("/api/tenants/me/subdomain")).body;
  const change = (client: TestClient, subdomain: string) =>
    client.post<Omit<Tenant, "status"> & ProblemBody>("/api/tenants/me/subdomain", { subdomain });
  const day = 86_400_000;

  test("can be changed, and the name that nobody ever visited is free at once", async () => {
    const { client, subdomain } = await registerOwner(core);
    const { changeable_until: until } = await state(client);
    expect(Date.parse(until ?? "") - core.clock.now().getTime()).toBe(14 * day);
    const next = `${subdomain}x`;
    const { status, body } = await change(client, ` ${next.toUpperCase()} `);
    expect([status, body.subdomain, body.domain]).toEqual([200, next, `*--${next}.example.test`]);
    expect(await check(subdomain)).toMatchObject({ available: true });
    expect(await check(next)).toMatchObject({ available: false, reason: "taken" });
    const [record] = await core.query(
      "SELECT details FROM audit_records WHERE action = 'tenant.change-subdomain' AND tenant_id = $1",
      [body.id],
    );
    expect(record?.["details"]).toEqual({ before: subdomain, after: next });
    // And back: nothing of either name is in the way.
    expect((await change(client, subdomain)).status).toBe(200);
  });

  test("is not changed to one that is taken or another's, and to its own without a word", async () => {
    const { client, subdomain } = await registerOwner(core);
    const other = await registerOwner(core);
    for (const name of [other.subdomain, "sberbank", "a--b", "admin"]) {
      expect((await change(client, name)).body.code).toBe("SUBDOMAIN_UNAVAILABLE");
    }
    expect((await change(client, subdomain)).status).toBe(200);
    const records = await core.query(
      "SELECT 1 FROM audit_records WHERE action = 'tenant.change-subdomain' AND details->>'before' = $1",
      [subdomain],
    );
    expect(records).toEqual([]);
  });

  test("stays after fourteen days, and once there was a site", async () => {
    const late = await registerOwner(core);
    await core.query("UPDATE tenants SET created_at = $1 WHERE subdomain = $2", [
      new Date(core.clock.now().getTime() - 14 * day),
      late.subdomain,
    ]);
    expect(await state(late.client)).toEqual({ subdomain: late.subdomain, changeable_until: null });
    expect((await change(late.client, `${late.subdomain}x`)).body.code).toBe("SUBDOMAIN_FIXED");

    const owner = await registerOwner(core);
    await core.query(
      `INSERT INTO retired_sites (id, tenant_id, module, name, retired_at, rests_until)
       SELECT gen_random_uuid(), id, 'shop', 'shop', now(), now() FROM tenants WHERE subdomain = $1`,
      [owner.subdomain],
    );
    expect((await state(owner.client)).changeable_until).toBeNull();
    expect((await change(owner.client, `${owner.subdomain}x`)).body.code).toBe("SUBDOMAIN_FIXED");
  });
});
