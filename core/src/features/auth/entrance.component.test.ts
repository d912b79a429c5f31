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
import { registrationCookie } from "./cookies.ts";
import { proofSeconds } from "./phone-proof.ts";

let core: TestCore;
beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl") });
});
afterAll(() => core.stop());

const wrong = (right: string): string => (right === "000000" ? "000001" : "000000");

interface Entered {
  readonly user: { readonly id: string } | null;
  readonly registration: { readonly phone: string; readonly expires_in_seconds: number } | null;
}

async function enter(client: TestClient, phone: string) {
  const code = await receiveCode(core, client, phone, "login");
  return client.post<Entered>("/api/auth/enter", { phone, code });
}

async function problem(answer: Promise<{ status: number; body: unknown }>): Promise<string> {
  const { status, body } = await answer;
  return `${status} ${(body as ProblemBody).code}`;
}

function details(phone: string, changes: Record<string, unknown> = {}) {
  const person = { first_name: "Анна", last_name: "Пробная", employment_type: "ip", company_name: "Глина" };
  return { ...person, password, subdomain: `e-${phone.slice(3)}`, consent: true, ...changes };
}

const register = (client: TestClient, body: Record<string, unknown>) =>
  client.post<{ user: { id: string }; tenant: { id: string; name: string } | null }>("/api/auth/registration", body);

describe("the one entrance", () => {
  test("before the code, known and unknown phones get the same answers, wrong codes included", async () => {
    const { phone: known } = await registerOwner(core);
    const answers = [];
    for (const phone of [known, inventPhone()]) {
      const client = core.client();
      const sent = await client.post("/api/auth/send-code", { phone, purpose: "login" });
      const right = core.sent.findLast((it) => it.phone === phone)?.code ?? "";
      const { status, body } = await client.post<ProblemBody>("/api/auth/enter", { phone, code: wrong(right) });
      const { request_id, ...refusal } = body;
      expect(request_id).not.toBe("");
      answers.push({ sent: sent.body, status, refusal, cookies: [...client.cookies.keys()] });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ status: 400, refusal: { code: "CODE_WRONG", facts: { tries_left: 2 } } });
  });

  test("after the code whoever is known is signed in", async () => {
    const { phone, userId } = await registerOwner(core);
    const client = core.client();
    const { status, body } = await enter(client, phone);
    expect({ status, body }).toMatchObject({ status: 200, body: { user: { id: userId }, registration: null } });
    expect((await client.get("/api/auth/me")).status).toBe(200);
    expect(client.cookies.has(registrationCookie)).toBe(false);
  });

  test("whoever is not may register from this browser, by a cookie that scripts cannot read and that is stored nowhere", async () => {
    const client = core.client();
    const phone = inventPhone();
    const answer = await enter(client, phone);
    expect(answer.body).toEqual({ user: null, registration: { phone, expires_in_seconds: proofSeconds } });
    const [line = ""] = answer.headers.getSetCookie();
    for (const part of [`${registrationCookie}=`, "HttpOnly", "Secure", "SameSite=Lax", "Path=/"]) {
      expect(line).toContain(part);
    }
    const token = client.cookies.get(registrationCookie) ?? "";
    const [row] = await core.query<{ token_hash: Buffer }>("SELECT * FROM phone_proofs WHERE phone = $1", [phone]);
    expect(row?.token_hash.toString("base64url")).not.toBe(token);
    expect((await client.get("/api/auth/registration")).body).toMatchObject({ phone });
    expect(await problem(core.client().get("/api/auth/registration"))).toBe("401 REGISTRATION_ENDED");
  });

  test("registers with the proved phone, the company's name included, and without a code", async () => {
    const client = core.client();
    const phone = inventPhone();
    await enter(client, phone);
    const { status, body } = await register(client, details(phone));
    expect({ status, body }).toMatchObject({ status: 201, body: { user: { phone }, tenant: { name: "Глина" } } });
    expect((await client.get("/api/auth/me")).status).toBe(200);
    const actions = await core.query("SELECT action FROM audit_records WHERE user_id = $1", [body.user.id]);
    expect(actions).toEqual([{ action: "auth.register" }]);
  });

  test("a refused field uses nothing up: the person corrects it and goes on", async () => {
    const { subdomain } = await registerOwner(core);
    const client = core.client();
    const phone = inventPhone();
    await enter(client, phone);
    expect(await problem(register(client, details(phone, { subdomain })))).toBe("409 SUBDOMAIN_UNAVAILABLE");
    expect(await problem(register(client, details(phone, { consent: false })))).toBe("400 VALIDATION_FAILED");
    expect((await register(client, details(phone))).status).toBe(201);
  });

  test("an answer that was lost can be asked for again: one company, and the person is signed in", async () => {
    const client = core.client();
    const phone = inventPhone();
    await enter(client, phone);
    const token = client.cookies.get(registrationCookie) ?? "";
    const first = await register(client, details(phone));
    const again = core.client();
    again.cookies.set(registrationCookie, token);
    const second = await register(again, details(phone));
    expect(second).toMatchObject({ status: 201, body: { tenant: { id: first.body.tenant?.id } } });
    expect((await again.get("/api/auth/me")).status).toBe(200);
    core.clock.advanceSeconds(601);
    again.cookies.set(registrationCookie, token);
    expect(await problem(register(again, details(phone)))).toBe("401 REGISTRATION_ENDED");
  });

  test("parallel presses make one company", async () => {
    const client = core.client();
    const phone = inventPhone();
    await enter(client, phone);
    const answers = await Promise.all([1, 2, 3].map(() => register(client, details(phone))));
    expect(answers.map(({ status }) => status)).toContain(201);
    const tenants = await core.query("SELECT id FROM tenants WHERE subdomain = $1", [details(phone).subdomain]);
    expect(tenants).toHaveLength(1);
  });

  test("the proof ends after two hours, or when its holder wants another number", async () => {
    const client = core.client();
    const phone = inventPhone();
    await enter(client, phone);
    core.clock.advanceSeconds(proofSeconds + 1);
    expect(await problem(register(client, details(phone)))).toBe("401 REGISTRATION_ENDED");
    await enter(client, phone);
    const token = client.cookies.get(registrationCookie) ?? "";
    expect((await client.delete("/api/auth/registration")).status).toBe(204);
    client.cookies.set(registrationCookie, token);
    expect(await problem(client.get("/api/auth/registration"))).toBe("401 REGISTRATION_ENDED");
  });

  test("a phone that was registered meanwhile is not offered for registration any more", async () => {
    const client = core.client();
    const phone = inventPhone();
    await enter(client, phone);
    await registerOwner(core, { phone });
    expect(await problem(client.get("/api/auth/registration"))).toBe("401 REGISTRATION_ENDED");
    expect((await register(client, details(phone))).status).toBe(201);
  });
});
