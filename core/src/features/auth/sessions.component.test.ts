import { SignJWT, importJWK } from "jose";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { ProblemBody } from "../../testing/test-client.ts";
import { publicOrigin, registerOwner, startTestCore, type TestCore } from "../../testing/test-core.ts";

let core: TestCore;
beforeAll(async () => {
  core = await startTestCore({ postgresUrl: inject("postgresUrl") });
});
afterAll(() => core.stop());

describe("refresh", () => {
  test("exchanges the token for a new one each time", async () => {
    const { client } = await registerOwner(core);
    const seen = new Set([client.cookies.get("__Host-refresh")]);
    for (let exchange = 0; exchange < 3; exchange++) {
      core.clock.advanceSeconds(60);
      expect((await client.post("/api/auth/refresh")).status).toBe(200);
      seen.add(client.cookies.get("__Host-refresh"));
    }
    expect(seen.size).toBe(4);
    expect((await client.get("/api/auth/me")).status).toBe(200);
  });

  test("parallel tabs get the same successor and stay signed in", async () => {
    const { client } = await registerOwner(core);
    const tabs = Array.from({ length: 5 }, () => client.clone());
    const answers = await Promise.all(tabs.map((tab) => tab.post("/api/auth/refresh")));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(tabs.map((tab) => tab.cookies.get("__Host-refresh"))).size).toBe(1);
    for (const tab of tabs) expect((await tab.get("/api/auth/me")).status).toBe(200);
  });

  test("after ten seconds the old token ends the session for its thief and its owner alike", async () => {
    const { client } = await registerOwner(core);
    const thief = client.clone();
    await client.post("/api/auth/refresh");
    core.clock.advanceSeconds(11);
    const refused = await thief.post<ProblemBody>("/api/auth/refresh");
    expect(refused.body.code).toBe("SESSION_ENDED");
    expect(thief.cookies.has("__Host-refresh")).toBe(false);
    expect((await client.get("/api/auth/me")).status).toBe(401);
    expect((await client.post("/api/auth/refresh")).status).toBe(401);
    const [row] = await core.query("SELECT count(*)::int FROM sessions WHERE end_reason = 'reuse'");
    expect(row).toEqual({ count: 1 });
  });

  test("only the directly previous token has the grace, whatever the time", async () => {
    const { client } = await registerOwner(core);
    const grandparent = client.clone();
    await client.post("/api/auth/refresh");
    await client.post("/api/auth/refresh");
    expect((await grandparent.post("/api/auth/refresh")).status).toBe(401);
    expect((await client.get("/api/auth/me")).status).toBe(401);
  });

  test("a made-up token ends nobody's session", async () => {
    const { client } = await registerOwner(core);
    const stranger = core.client();
    stranger.cookies.set("__Host-refresh", "c29tZXRoaW5nIG1hZGUgdXA");
    expect((await stranger.post("/api/auth/refresh")).status).toBe(401);
    expect((await client.get("/api/auth/me")).status).toBe(200);
  });

  test("a session lasts thirty days from signing in, however often it is refreshed", async () => {
    const { client } = await registerOwner(core);
    core.clock.advanceSeconds(29 * 86_400);
    expect((await client.post("/api/auth/refresh")).status).toBe(200);
    core.clock.advanceSeconds(2 * 86_400);
    expect((await client.post("/api/auth/refresh")).status).toBe(401);
  });

  test("the database holds hashes of tokens, not tokens", async () => {
    const { client } = await registerOwner(core);
    const token = client.cookies.get("__Host-refresh") ?? "";
    const rows = await core.query<{ hash: Buffer }>("SELECT hash FROM refresh_tokens");
    expect(rows.some(({ hash }) => hash.toString("base64url") === token)).toBe(false);
    expect(rows.every(({ hash }) => hash.length === 32)).toBe(true);
  });
});

describe("access", () => {
  test("ends after fifteen minutes and comes back with a refresh", async () => {
    const { client } = await registerOwner(core);
    core.clock.advanceSeconds(901);
    const refused = await client.get<ProblemBody>("/api/auth/me");
    expect(refused.body.code).toBe("NOT_SIGNED_IN");
    await client.post("/api/auth/refresh");
    expect((await client.get("/api/auth/me")).status).toBe(200);
  });

  test("logging out ends the session at once, also for copies of its cookies", async () => {
    const { client } = await registerOwner(core);
    const copy = client.clone();
    expect((await client.post("/api/auth/logout")).status).toBe(204);
    expect(client.cookies.size).toBe(0);
    expect((await copy.get("/api/auth/me")).status).toBe(401);
    expect((await copy.post("/api/auth/refresh")).status).toBe(401);
    expect((await core.client().post("/api/auth/logout")).status).toBe(204);
  });

  test("tokens for another audience, of another type, unsigned or by another key are strangers'", async () => {
    const { client, userId } = await registerOwner(core);
    const [session] = await core.query<{ id: string }>("SELECT id FROM sessions WHERE user_id = $1", [userId]);
    const { privateKey } = (await import("node:crypto")).generateKeyPairSync("rsa", { modulusLength: 2048 });
    const foreign = await importJWK({ ...privateKey.export({ format: "jwk" }) }, "RS256");
    const forged = await new SignJWT({ sid: session?.id })
      .setProtectedHeader({ alg: "RS256", typ: "access+jwt", kid: "test-key" })
      .setIssuer(publicOrigin)
      .setSubject(userId)
      .setAudience("core")
      .setExpirationTime("1h")
      .sign(foreign);
    const [, payload = ""] = (client.cookies.get("__Host-access") ?? "").split(".");
    const unsigned = `${Buffer.from('{"alg":"none","typ":"access+jwt"}').toString("base64url")}.${payload}.`;
    for (const token of [forged, unsigned, "garbage", ""]) {
      client.cookies.set("__Host-access", token);
      expect((await client.get("/api/auth/me")).status).toBe(401);
    }
  });
});

describe("requests from other sites", () => {
  test.each<Record<string, string>>([
    { origin: "http://shop--alpha.localhost:3000" },
    { origin: "null" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site" },
  ])("are refused with %j", async (headers) => {
    const { client } = await registerOwner(core);
    const answer = await client.send<ProblemBody>("POST", "/api/auth/logout", undefined, headers);
    expect(`${answer.status} ${answer.body.code}`).toBe("403 ORIGIN_REFUSED");
    expect((await client.get("/api/auth/me")).status).toBe(200);
  });

  test("from our own page are taken", async () => {
    const { client } = await registerOwner(core);
    const headers = { origin: publicOrigin, "sec-fetch-site": "same-origin" };
    expect((await client.send("POST", "/api/auth/logout", undefined, headers)).status).toBe(204);
  });
});
