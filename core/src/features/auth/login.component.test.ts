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

const code = (client: TestClient, phone: string, purpose: string) => receiveCode(core, client, phone, purpose);
const wrong = (right: string): string => (right === "000000" ? "000001" : "000000");

async function problem(answer: Promise<{ status: number; body: unknown }>): Promise<string> {
  const { status, body } = await answer;
  return `${status} ${(body as ProblemBody).code}`;
}

describe("one-time codes", () => {
  test("three wrong guesses use a code up", async () => {
    const client = core.client();
    const { phone } = await registerOwner(core);
    const right = await code(client, phone, "login");
    const guess = (typed: string) => client.post<ProblemBody>("/api/auth/login-code", { phone, code: typed });
    for (const left of [2, 1]) {
      expect((await guess(wrong(right))).body).toMatchObject({ code: "CODE_WRONG", facts: { tries_left: left } });
    }
    core.clock.advanceSeconds(20);
    // The guess that uses the code up says so, and so does every later one, the right code included.
    for (const typed of [wrong(right), right]) {
      expect((await guess(typed)).body).toMatchObject({ code: "CODE_SPENT", facts: { retry_after_seconds: 40 } });
    }
  });

  test("parallel guesses get no more than three tries", async () => {
    const client = core.client();
    const { phone } = await registerOwner(core);
    const right = await code(client, phone, "login");
    const guesses = Array.from({ length: 8 }, () => client.post("/api/auth/login-code", { phone, code: wrong(right) }));
    await Promise.all(guesses);
    const [row] = await core.query("SELECT tries FROM one_time_codes WHERE phone = $1 AND purpose = 'login'", [phone]);
    expect(row).toEqual({ tries: 3 });
  });

  test("a code ends after five minutes, works once, for one purpose, and a newer one kills it", async () => {
    const client = core.client();
    const { phone } = await registerOwner(core);
    const old = await code(client, phone, "login");
    core.clock.advanceSeconds(301);
    expect(await problem(client.post("/api/auth/login-code", { phone, code: old }))).toBe("400 CODE_EXPIRED");
    const first = await code(client, phone, "login");
    core.clock.advanceSeconds(61);
    const second = await code(client, phone, "login");
    if (first !== second) {
      expect(await problem(client.post("/api/auth/login-code", { phone, code: first }))).toBe("400 CODE_WRONG");
    }
    expect(await problem(client.post("/api/auth/reset-password", { phone, code: second, password }))).toBe(
      "400 CODE_EXPIRED",
    );
    expect((await client.post("/api/auth/login-code", { phone, code: second })).status).toBe(200);
    expect(await problem(client.post("/api/auth/login-code", { phone, code: second }))).toBe("400 CODE_EXPIRED");
  });

  test("the database holds neither the code nor a plain hash of it", async () => {
    const client = core.client();
    const phone = inventPhone();
    await code(client, phone, "login");
    const [row] = await core.query<{ code_hash: Buffer }>("SELECT * FROM one_time_codes WHERE phone = $1", [phone]);
    expect(row?.code_hash).toHaveLength(32);
    expect(JSON.stringify(row)).not.toContain(core.sent.at(-1)?.code);
  });
});

describe("login", () => {
  test("a wrong password and an unknown phone get the same refusal", async () => {
    const { phone } = await registerOwner(core);
    const attempts = [
      { phone, password: "not the password" },
      { phone: inventPhone(), password },
    ];
    const answers = await Promise.all(
      attempts.map((body) => core.client().post<ProblemBody>("/api/auth/login-password", body)),
    );
    for (const { status, body, headers } of answers) {
      expect(status).toBe(401);
      expect(body).toMatchObject({ code: "PHONE_OR_PASSWORD_WRONG" });
      expect(headers.getSetCookie()).toEqual([]);
    }
  });

  test("ten wrong passwords close the password for a quarter of an hour, but not the code", async () => {
    const { phone } = await registerOwner(core);
    const client = core.client();
    for (let attempt = 0; attempt < 10; attempt++) {
      await client.post("/api/auth/login-password", { phone, password: `wrong ${attempt}` });
    }
    expect(await problem(client.post("/api/auth/login-password", { phone, password }))).toBe(
      "429 PASSWORD_TRIES_SPENT",
    );
    const right = await code(client, phone, "login");
    expect((await client.post("/api/auth/login-code", { phone, code: right })).status).toBe(200);
    core.clock.advanceSeconds(901);
    expect((await client.post("/api/auth/login-password", { phone, password })).status).toBe(200);
  });

  test("by code an unknown phone learns only after the code that it has no account", async () => {
    const client = core.client();
    const phone = inventPhone();
    const right = await code(client, phone, "login");
    expect(await problem(client.post("/api/auth/login-code", { phone, code: wrong(right) }))).toBe("400 CODE_WRONG");
    expect(await problem(client.post("/api/auth/login-code", { phone, code: right }))).toBe("404 NOT_REGISTERED");
  });
});

describe("reset-password", () => {
  test("ends every session, changes the password and signs in", async () => {
    const { client, phone } = await registerOwner(core);
    const other = core.client();
    const right = await code(other, phone, "reset");
    const fresh = "an entirely new password";
    expect((await other.post("/api/auth/reset-password", { phone, code: right, password: fresh })).status).toBe(200);
    expect((await other.get("/api/auth/me")).status).toBe(200);
    expect(await problem(client.get("/api/auth/me"))).toBe("401 NOT_SIGNED_IN");
    expect(await problem(client.post("/api/auth/refresh"))).toBe("401 SESSION_ENDED");
    const attempt = (it: string) => core.client().post("/api/auth/login-password", { phone, password: it });
    expect((await attempt(password)).status).toBe(401);
    expect((await attempt(fresh)).status).toBe(200);
  });

  test("an unknown phone learns only after the code", async () => {
    const client = core.client();
    const phone = inventPhone();
    const right = await code(client, phone, "reset");
    expect(await problem(client.post("/api/auth/reset-password", { phone, code: right, password }))).toBe(
      "404 NOT_REGISTERED",
    );
  });
});
