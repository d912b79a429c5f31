import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { sampleModule } from "../testing/sample-module.ts";
import { startTestSite, type TestSite } from "../testing/test-site.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite(sampleModule, inject("postgresUrl"));
});
afterAll(() => site.stop());

test("the owner's token opens a session of twelve hours in a cookie of this host alone", async () => {
  const visitor = site.newVisitor();
  const token = await site.core.signHandover(site.identity);
  const answer = await visitor.post(
    "/admin/handover",
    { token },
    { origin: "http://localhost:3000", "sec-fetch-site": "cross-site" },
  );
  expect(answer.status).toBe(303);
  expect(answer.headers.get("location")).toBe("/admin");
  const [session, left] = answer.headers.getSetCookie();
  expect(session).toMatch(/^__Host-owner=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  expect(left).toMatch(/^__Host-left=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  expect((await visitor.get("/admin")).text).toContain("user-1");
});

test("a token works once", async () => {
  const token = await site.core.signHandover(site.identity);
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => site.newVisitor().post("/admin/handover", { token })));
  expect(answers.map((answer) => answer.status).sort()).toEqual([303, 401, 401, 401, 401]);
});

const hourAgo = Math.floor(Date.now() / 1000) - 3600;
test.each([
  ["signed by a stranger", { isForged: true }],
  ["for another instance", { claims: { aud: "another-uid" } }],
  ["for another tenant", { claims: { tenant: "beta" } }],
  ["of another issuer", { claims: { iss: "https://evil.example" } }],
  ["of another kind", { header: { typ: "at+jwt" } }],
  ["of someone who is no owner", { claims: { role: "master" } }],
  ["that lives too long", { lifeSeconds: 3600 }],
  ["that has expired", { claims: { iat: hourAgo, exp: hourAgo + 60 } }],
  ["without a number", { claims: { jti: undefined } }],
  ["with a number too short to be one", { claims: { jti: "1" } }],
])("a token %s is refused and opens nothing", async (_what, changes) => {
  const visitor = site.newVisitor();
  const answer = await visitor.post("/admin/handover", { token: await site.core.signHandover(site.identity, changes) });
  expect(answer.status).toBe(401);
  expect(visitor.cookies.size).toBe(0);
});

test("the page of a refused hand-over has an address: its language link, Back and reload work", async () => {
  const visitor = site.newVisitor();
  const refused = await visitor.post("/admin/handover", { token: "x" });
  const link = /class="language" href="([^"]+)"/.exec(refused.text)?.[1];
  expect(link).toBe("/admin/handover?lang=en");
  const page = await visitor.get(link ?? "");
  expect([page.status, page.text.includes("no longer valid")]).toEqual([401, true]);
});

test("what once named a session opens nothing", async () => {
  const owner = await site.newOwner();
  const left = owner.cookies.get("__Host-left") ?? "";
  owner.cookies.delete("__Host-owner");
  expect((await owner.get("/admin")).status).toBe(401);
  expect(left).toHaveLength(43);
});

test("an unsigned token is refused", async () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: site.core.issuer, aud: site.identity.uid, sub: "x", tenant: "alpha", role: "owner" };
  const token = `${part({ alg: "none", typ: "handover+jwt" })}.${part({ ...claims, iat: now, exp: now + 60, jti: randomUUID() })}.`;
  expect((await site.newVisitor().post("/admin/handover", { token })).status).toBe(401);
});

test("what is no token at all is refused", async () => {
  for (const token of ["", "x", "a.b.c", "x".repeat(5000)]) {
    expect((await site.newVisitor().post("/admin/handover", { token })).status).toBe(401);
  }
});

test("without a session the owner's side shows the way to the dashboard, and its API a problem", async () => {
  const page = await site.newVisitor().get("/admin");
  expect(page.status).toBe(401);
  expect(page.text).toContain(`href="${site.identity.core.dashboardUrl}"`);
  const problem = await site.newVisitor().get("/api/secret");
  expect(problem.headers.get("content-type")).toContain("application/problem+json");
  expect(JSON.parse(problem.text)).toMatchObject({ status: 401, code: "OWNER_SESSION_REQUIRED" });
});

test("a guessed or ended session opens nothing", async () => {
  const stranger = site.newVisitor();
  stranger.cookies.set("__Host-owner", "guess");
  expect((await stranger.get("/admin")).status).toBe(401);

  const owner = await site.newOwner();
  const kept = owner.cookies.get("__Host-owner") ?? "";
  expect((await owner.post("/admin/logout", {})).status).toBe(303);
  expect(owner.cookies.has("__Host-owner")).toBe(false);
  owner.cookies.set("__Host-owner", kept);
  expect((await owner.get("/admin")).status).toBe(401);
});

test("a session ends with its time, and the database holds no token", async () => {
  const owner = await site.newOwner();
  const stored = await site.database.rows<{ row: string }>("SELECT owner_session::text AS row FROM owner_session");
  expect(stored.some(({ row }) => row.includes(owner.cookies.get("__Host-owner") ?? "none"))).toBe(false);
  await site.database.run("UPDATE owner_session SET expires_at = now() - interval '1 second'");
  expect((await owner.get("/admin")).status).toBe(401);
});
