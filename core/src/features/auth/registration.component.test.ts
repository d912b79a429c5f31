import { decodeProtectedHeader, decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { ProblemBody, TestClient } from "../../testing/test-client.ts";
import {
  inventPhone,
  password,
  receiveCode,
  registerOwner,
  startTestCore,
  type TestCore,
} from "../../testing/test-core.ts";
import type { User } from "./schemas.ts";

let core: TestCore;
beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl") });
});
afterAll(() => core.stop());

const code = (client: TestClient, phone: string, purpose: string) => receiveCode(core, client, phone, purpose);
const wrong = (right: string): string => (right === "000000" ? "000001" : "000000");

async function problem(answer: Promise<{ status: number; body: unknown }>): Promise<string> {
  const { status, body } = await answer;
  return `${status} ${(body as ProblemBody).code}`;
}

function registration(phone: string, changes: Record<string, unknown> = {}) {
  return {
    phone,
    code: "000000",
    password,
    first_name: "Анна",
    last_name: "Пробная",
    employment_type: "ooo",
    subdomain: `a-${phone.slice(3)}`,
    consent: true,
    ...changes,
  };
}

describe("check-phone", () => {
  test("normalises and says nothing about the account", async () => {
    const { phone } = await registerOwner(core);
    for (const input of [phone, inventPhone()]) {
      const { status, body } = await core.client().post("/api/auth/check-phone", { phone: `8${input.slice(2)}` });
      expect(status).toBe(200);
      expect(Object.keys(body as object)).toEqual(["phone", "display"]);
      expect(body).toMatchObject({ phone: input });
    }
  });

  test("refuses a number of another country in words, in the reader's language", async () => {
    const { status, body, headers } = await core
      .client()
      .post<ProblemBody>(
        "/api/auth/check-phone",
        { phone: "+1 202 555 0100" },
        { "accept-language": "en-GB,ru;q=0.1" },
      );
    expect(status).toBe(400);
    expect(headers.get("content-type")).toContain("application/problem+json");
    expect(body).toMatchObject({ code: "VALIDATION_FAILED", title: "Check these fields: phone." });
    expect(body.errors).toEqual([
      { field: "phone", code: "PHONE_FOREIGN", message: expect.stringContaining("another country") },
    ]);
  });
});

describe("send-code", () => {
  test("answers a known and an unknown phone alike, and no answer holds the code", async () => {
    const { phone } = await registerOwner(core);
    const answers = [];
    for (const to of [phone, inventPhone()]) {
      const { status, body } = await core.client().post("/api/auth/send-code", { phone: to, purpose: "login" });
      answers.push({ status, body });
      expect(JSON.stringify(body)).not.toContain(core.sent.at(-1)?.code);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toEqual({
      status: 202,
      body: { resend_after_seconds: 60, expires_in_seconds: 300, delivery: "terminal" },
    });
  });

  test("makes a phone wait for the next code, and allows six in ten minutes", async () => {
    const client = core.client();
    const phone = inventPhone();
    const request = () => client.post<ProblemBody>("/api/auth/send-code", { phone, purpose: "login" });
    expect((await request()).status).toBe(202);
    const tooSoon = await request();
    expect(tooSoon.status).toBe(429);
    expect(tooSoon.body.code).toBe("CODE_RECENTLY_SENT");
    expect(tooSoon.headers.get("retry-after")).toBe("60");
    for (let more = 2; more <= 6; more++) {
      core.clock.advanceSeconds(61);
      expect((await request()).status).toBe(202);
    }
    core.clock.advanceSeconds(61);
    expect(await problem(request())).toBe("429 TOO_MANY_REQUESTS");
    core.clock.advanceSeconds(600);
    expect((await request()).status).toBe(202);
  });

  test("says so when the code could not be sent, and does not make its owner wait", async () => {
    const phone = inventPhone();
    core.failSending = new Error("the gateway is away");
    expect(await problem(core.client().post("/api/auth/send-code", { phone, purpose: "login" }))).toBe(
      "503 CODE_NOT_SENT",
    );
    core.failSending = undefined;
    expect((await core.client().post("/api/auth/send-code", { phone, purpose: "login" })).status).toBe(202);
  });
});

describe("register-full", () => {
  test("makes a person, a company, a 14-day trial, a consent and an audit record", async () => {
    const { client, phone, userId, tenantId } = await registerOwner(core, { tariff: "growth" });
    const { body } = await client.get<User>("/api/auth/me");
    expect(body).toMatchObject({ id: userId, phone, role: "owner", tenant: { id: tenantId, status: "trial" } });
    const subscription = await client.get("/api/billing/subscriptions/me");
    expect(subscription.body).toMatchObject({
      status: "trial",
      tariff: { code: "growth" },
      trial_ends_at: new Date(core.clock.now().getTime() + 14 * 86_400_000).toISOString(),
    });
    const [consent] = await core.query("SELECT purpose, text_hash FROM consents WHERE user_id = $1", [userId]);
    expect(consent).toMatchObject({ purpose: "personal-data", text_hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const audit = await core.query("SELECT action FROM audit_records WHERE user_id = $1", [userId]);
    expect(audit).toEqual([{ action: "auth.register" }]);
  });

  test("tokens travel in __Host- cookies that scripts cannot read, and in no body", async () => {
    const client = core.client();
    const phone = inventPhone();
    const right = await code(client, phone, "register");
    const { headers, body } = await client.post("/api/auth/register-full", registration(phone, { code: right }));
    const cookies = headers.getSetCookie();
    expect(cookies.map((line) => line.split("=")[0])).toEqual(["__Host-access", "__Host-refresh"]);
    for (const line of cookies) {
      for (const part of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"]) expect(line).toContain(part);
      expect(line).not.toMatch(/domain/i);
    }
    const token = client.cookies.get("__Host-access") ?? "";
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "RS256", kid: "test-key" });
    expect(decodeJwt(token)).toMatchObject({ aud: "core", iss: "http://localhost:3000" });
    expect(JSON.stringify(body)).not.toContain("token");
  });

  test.each([
    [{ consent: false }, "consent", "CONSENT_REQUIRED"],
    [{ password: "short" }, "password", "TOO_SHORT"],
    [{ password: "password123" }, "password", "PASSWORD_COMMON"],
    [{ password: "йцукен123" }, "password", "PASSWORD_COMMON"],
    [{ first_name: "  " }, "first_name", "REQUIRED"],
    [{ last_name: undefined }, "last_name", "REQUIRED"],
    [{ employment_type: "bank" }, "employment_type", "NOT_ALLOWED"],
    [{ consent: "true" }, "consent", "INVALID"],
    [{ code: "12345" }, "code", "INVALID"],
  ])("refuses %j and names the field", async (changes, field, fieldCode) => {
    const { status, body } = await core
      .client()
      .post<ProblemBody>("/api/auth/register-full", registration(inventPhone(), changes));
    expect(status).toBe(400);
    expect(body.errors?.map((it) => `${it.field} ${it.code}`)).toEqual([`${field} ${fieldCode}`]);
  });

  test("tells that a phone is registered only to whoever holds it", async () => {
    const { phone } = await registerOwner(core);
    const client = core.client();
    core.clock.advanceSeconds(61);
    const right = await code(client, phone, "register");
    const guess = registration(phone, { code: wrong(right) });
    expect(await problem(client.post("/api/auth/register-full", guess))).toBe("400 CODE_WRONG");
    const known = registration(phone, { code: right });
    expect(await problem(client.post("/api/auth/register-full", known))).toBe("409 ALREADY_REGISTERED");
  });

  test("a taken or reserved subdomain is refused without using the code up", async () => {
    const { subdomain } = await registerOwner(core);
    const client = core.client();
    const phone = inventPhone();
    const right = await code(client, phone, "register");
    for (const name of [subdomain, "admin", "a--b", "x"]) {
      const input = registration(phone, { code: right, subdomain: name });
      expect(await problem(client.post("/api/auth/register-full", input))).toBe("409 SUBDOMAIN_UNAVAILABLE");
    }
    const unknownTariff = registration(phone, { code: right, tariff: "golden" });
    expect(await problem(client.post("/api/auth/register-full", unknownTariff))).toBe("409 TARIFF_UNAVAILABLE");
    expect((await client.post("/api/auth/register-full", registration(phone, { code: right }))).status).toBe(201);
  });

  test("of parallel registrations for one subdomain one wins and leaves nothing of the others", async () => {
    const phones = Array.from({ length: 4 }, inventPhone);
    const subdomain = `race-${phones[0]?.slice(4)}`;
    const answers = await Promise.all(
      phones.map(async (phone) => {
        const client = core.client();
        const right = await code(client, phone, "register");
        return client.post<ProblemBody>("/api/auth/register-full", registration(phone, { code: right, subdomain }));
      }),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const rows = await core.query("SELECT phone FROM users WHERE phone = ANY($1)", [phones]);
    expect(rows).toHaveLength(1);
  });
});
