import { randomUUID } from "node:crypto";
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

let core: TestCore;
beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl") });
});
afterAll(() => core.stop());

/** A browser at an address, as the ingress controller beside the core tells it. */
const at = (address: string, of: TestCore = core) => ({
  post: <Body = ProblemBody>(path: string, body: object, client: TestClient = of.client()) =>
    client.post<Body>(path, body, { "x-forwarded-for": address }),
});
const [home, stranger] = ["198.51.100.7", "203.0.113.66"];
const strangers = (count: number) => Array.from({ length: count }, (_, n) => `203.0.113.${n + 1}`);
const wrong = (right: string): string => (right === "000000" ? "000001" : "000000");
const lastCode = (phone: string): string => core.sent.findLast((it) => it.phone === phone)?.code ?? "";

async function sendCode(address: string, phone: string, purpose: string) {
  core.clock.advanceSeconds(61);
  const answer = await at(address).post("/api/auth/send-code", { phone, purpose });
  return { ...answer, code: lastCode(phone) };
}

describe("a stranger elsewhere who", () => {
  test("guesses passwords is held, and the phone's owner signs in by password", async () => {
    const { phone } = await registerOwner(core);
    for (let guess = 0; guess < 12; guess++) {
      const { status, body } = await at(stranger).post("/api/auth/login-password", { phone, password: `no ${guess}` });
      expect(`${status} ${body.code}`).toBe(guess < 10 ? "401 PHONE_OR_PASSWORD_WRONG" : "429 PASSWORD_TRIES_SPENT");
    }
    const held = await at(stranger).post("/api/auth/login-password", { phone, password });
    expect(held.body.title).toBe("Слишком много неверных паролей. Войдите по коду из SMS или повторите через 15 мин.");
    expect((await at(home).post("/api/auth/login-password", { phone, password })).status).toBe(200);
  });

  test("guesses many passwords at once gets no more of them than one after another", async () => {
    const { phone } = await registerOwner(core);
    const guesses = Array.from({ length: 60 }, (_, n) =>
      at("203.0.113.99").post("/api/auth/login-password", { phone, password: `no ${n}` }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  });

  test("guesses passwords from many networks closes the password for an hour, never the code nor recovery", async () => {
    const { phone } = await registerOwner(core);
    for (const address of strangers(20)) {
      for (let guess = 0; guess < 6; guess++) {
        await at(address).post("/api/auth/login-password", { phone, password: `no ${guess}` });
      }
    }
    const closed = await at(home).post("/api/auth/login-password", { phone, password });
    expect(`${closed.status} ${closed.body.code}`).toBe("429 PASSWORD_TRIES_SPENT");
    const { code } = await sendCode(home, phone, "login");
    expect((await at(home).post("/api/auth/login-code", { phone, code })).status).toBe(200);
    const reset = await sendCode(home, phone, "reset");
    const body = { phone, code: reset.code, password: "another long password" };
    expect((await at(home).post("/api/auth/reset-password", body)).status).toBe(200);
  });

  test("guesses codes that nobody asked for changes nothing for the phone's owner", async () => {
    const { phone } = await registerOwner(core);
    const fresh = inventPhone();
    for (const address of [stranger, ...strangers(4)]) {
      for (let guess = 0; guess < 20; guess++) {
        await at(address).post("/api/auth/login-code", { phone, code: "123456" });
        await at(address).post("/api/auth/reset-password", { phone, code: "123456", password });
        await at(address).post("/api/auth/register-full", registration(fresh, "123456"));
      }
    }
    const login = await sendCode(home, phone, "login");
    expect((await at(home).post("/api/auth/login-code", { phone, code: login.code })).status).toBe(200);
    const reset = await sendCode(home, phone, "reset");
    expect((await at(home).post("/api/auth/reset-password", { phone, code: reset.code, password })).status).toBe(200);
    const register = await sendCode(home, fresh, "register");
    expect((await at(home).post("/api/auth/register-full", registration(fresh, register.code))).status).toBe(201);
  });

  test("guesses the code that its owner has just asked for leaves the owner their tries", async () => {
    const { phone } = await registerOwner(core);
    const { code } = await sendCode(home, phone, "login");
    for (let guess = 0; guess < 30; guess++) {
      const { status } = await at(stranger).post("/api/auth/login-code", { phone, code: wrong(code) });
      expect(status).toBe(guess < 15 ? 400 : 429);
    }
    expect((await at(stranger).post("/api/auth/login-code", { phone, code })).status).toBe(429);
    await at(home).post("/api/auth/login-code", { phone, code: wrong(code) });
    expect((await at(home).post("/api/auth/login-code", { phone, code })).status).toBe(200);
  });

  test("has codes sent to a phone uses up their own, not those of its owner", async () => {
    const { phone } = await registerOwner(core);
    const statuses = [];
    for (let request = 0; request < 8; request++) statuses.push((await sendCode(stranger, phone, "reset")).status);
    expect(statuses).toEqual([202, 202, 202, 202, 202, 202, 429, 429]);
    const { status, code } = await sendCode(home, phone, "reset");
    expect(status).toBe(202);
    expect((await at(home).post("/api/auth/reset-password", { phone, code, password })).status).toBe(200);
  });
});

describe("whoever has many networks", () => {
  test("gets six guesses at a code, in parallel too", async () => {
    const { phone } = await registerOwner(core);
    const { code } = await sendCode(home, phone, "login");
    await Promise.all(
      strangers(40).map((address) => at(address).post("/api/auth/login-code", { phone, code: wrong(code) })),
    );
    const [row] = await core.query("SELECT tries FROM one_time_codes WHERE phone = $1 AND purpose = 'login'", [phone]);
    expect(row).toEqual({ tries: 6 });
  });

  test("has no more than a day's codes sent to a phone for one purpose, and the other purposes go on", async () => {
    const { phone } = await registerOwner(core);
    let sent = 0;
    for (const address of strangers(30)) if ((await sendCode(address, phone, "login")).status === 202) sent++;
    expect(sent).toBe(24);
    expect((await sendCode(home, phone, "reset")).status).toBe(202);
  });
});

test("addresses of one /64 are one, an IPv4 address is one however it is written", async () => {
  const { phone } = await registerOwner(core);
  const refusals = async (addresses: string[]) => {
    const answers = [];
    for (const address of addresses) {
      answers.push((await at(address).post("/api/auth/login-password", { phone, password: "no" })).status);
    }
    return answers.filter((status) => status === 429).length;
  };
  expect(await refusals(Array.from({ length: 14 }, (_, n) => `2001:db8:0:7::${n + 1}`))).toBe(4);
  expect(await refusals(["192.0.2.9", "::ffff:192.0.2.9", ...Array<string>(10).fill("::ffff:c000:209")])).toBe(2);
  expect(await refusals(["2001:db8:0:8::1"])).toBe(0);
});

test("a forged X-Forwarded-For before a private address gives no other address", async () => {
  const { phone } = await registerOwner(core);
  const statuses = [];
  for (let guess = 0; guess < 12; guess++) {
    const forged = `198.51.100.${guess}, 10.9.0.1`;
    statuses.push((await at(forged).post("/api/auth/login-password", { phone, password: "no" })).status);
  }
  expect(statuses.slice(-2)).toEqual([429, 429]);
});

describe("of everybody together", () => {
  test("no more codes are sent in an hour than the setting says, known phones and unknown ones alike, and passwords go on", async () => {
    const small = await startTestCore({
      postgresUrl: inject("postgresUrl"),
      settings: { CODES_PER_HOUR: "5", ADDRESS_LIMIT_SCALE: "1" },
    });
    const owner = await registerOwner(small);
    const send = (address: string, phone: string) =>
      at(address, small).post("/api/auth/send-code", { phone, purpose: "login" });
    for (const address of strangers(4)) expect((await send(address, inventPhone())).status).toBe(202);
    for (const phone of [inventPhone(), owner.phone]) {
      const paused = await send(home, phone);
      expect(`${paused.status} ${paused.body.code}`).toBe("503 CODES_PAUSED");
      expect(Number(paused.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(small.sent).toHaveLength(5);
    const { body } = await small.client().get<string>("/metrics");
    expect(body).toContain("tochka_core_codes_per_hour_limit 5");
    expect(body).toContain('tochka_core_codes_total{purpose="login",outcome="paused"} 2');
    const signIn = { phone: owner.phone, password };
    expect((await at(home, small).post("/api/auth/login-password", signIn)).status).toBe(200);
    small.clock.advanceSeconds(3601);
    expect((await send(home, owner.phone)).status).toBe(202);
    await small.stop();
  });

  test("an office of fifty behind one address signs in, by code and by password, one typing it wrong at first", async () => {
    const office = await startTestCore({ postgresUrl: inject("postgresUrl"), settings: { ADDRESS_LIMIT_SCALE: "1" } });
    const nat = at("198.51.100.200", office);
    const people = Array.from({ length: 50 }, () => inventPhone());
    const outcomes: string[] = [];
    for (const phone of people) {
      const client = office.client();
      await nat.post("/api/auth/check-phone", { phone });
      expect((await nat.post("/api/auth/send-code", { phone, purpose: "register" })).status).toBe(202);
      const code = office.sent.at(-1)?.code ?? "";
      expect((await nat.post("/api/auth/register-full", registration(phone, code), client)).status).toBe(201);
    }
    for (const [index, phone] of people.entries()) {
      if (index === 0) await nat.post("/api/auth/login-password", { phone, password: "mistyped" });
      if (index % 2 === 0) {
        outcomes.push(`${(await nat.post("/api/auth/login-password", { phone, password })).status}`);
        continue;
      }
      await nat.post("/api/auth/send-code", { phone, purpose: "login" });
      const code = office.sent.at(-1)?.code ?? "";
      outcomes.push(`${(await nat.post("/api/auth/login-code", { phone, code })).status}`);
    }
    expect(outcomes).toEqual(Array(50).fill("200"));
    await office.stop();
  });
});

function registration(phone: string, code: string) {
  const person = { first_name: "Анна", last_name: "Пробная", employment_type: "ip" };
  return { phone, code, password, ...person, subdomain: `t-${randomUUID().slice(0, 12)}`, consent: true };
}

test("the code of one purpose is no guess at another's", async () => {
  const { phone } = await registerOwner(core);
  const client = core.client();
  core.clock.advanceSeconds(61);
  const code = await receiveCode(core, client, phone, "login");
  expect((await client.post("/api/auth/reset-password", { phone, code, password })).status).toBe(400);
  expect((await client.post("/api/auth/login-code", { phone, code })).status).toBe(200);
});
