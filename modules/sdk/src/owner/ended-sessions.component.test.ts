import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { sampleModule } from "../testing/sample-module.ts";
import { startTestSite, type TestSite } from "../testing/test-site.ts";
import type { Visitor } from "../testing/visitor.ts";

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite(sampleModule, inject("postgresUrl"));
});
afterAll(() => site.stop());
beforeEach(() => {
  // Every answer before is over a minute old.
  site.advanceSeconds(3600);
  Object.assign(site.core.endedSessions, { sids: [], before: undefined, state: "answers", isForged: false, asked: 0 });
});

const statusOf = async (visitor: Visitor, path = "/admin"): Promise<number> => (await visitor.get(path)).status;
const change = (visitor: Visitor) => visitor.upload("/admin/upload", { title: "Ваза <1>", text: "две\nстроки" });

describe("an owner's session", () => {
  test("ends within a minute of the platform's session that it came from, and no other does", async () => {
    const [one, other] = [await site.newOwner("browser-1"), await site.newOwner("browser-2")];
    expect([await statusOf(one), await statusOf(other)]).toEqual([200, 200]);
    site.core.endedSessions.sids = ["browser-1"];
    site.advanceSeconds(59);
    expect(await statusOf(one)).toBe(200);
    site.advanceSeconds(2);
    expect([await statusOf(one), await statusOf(other)]).toEqual([401, 200]);
    expect((await one.follow(await change(one))).status).toBe(401);
    site.core.endedSessions.sids = [];
    site.advanceSeconds(61);
    expect(await statusOf(one)).toBe(401);
  });

  test("ends by the time of its hand-over when the platform has too many to name", async () => {
    const early = await site.newOwner();
    site.core.endedSessions.before = Math.ceil(Date.now() / 1000) + 1;
    expect(await statusOf(early)).toBe(401);
    site.core.endedSessions.before = Math.floor(Date.now() / 1000) - 3600;
    site.advanceSeconds(61);
    expect(await statusOf(await site.newOwner())).toBe(200);
  });

  test("never outlives the platform's session", async () => {
    const visitor = site.newVisitor();
    const soon = Math.floor(Date.now() / 1000) + 100;
    const token = await site.core.signHandover(site.identity, { claims: { session_exp: soon } });
    expect((await visitor.post("/admin/handover", { token })).status).toBe(303);
    const row = await site.database.row<{ left: number }>(
      "SELECT max(extract(epoch FROM expires_at))::int AS left FROM owner_session WHERE expires_at < now() + interval '101 seconds'",
    );
    expect(row?.left).toBe(soon);
  });

  test.each([{ sid: undefined }, { session_exp: undefined }, { sid: 7 }, { sid: "" }, { session_exp: "soon" }])(
    "is not opened by a hand-over whose source is %j",
    async (claims) => {
      const token = await site.core.signHandover(site.identity, { claims });
      expect((await site.newVisitor().post("/admin/handover", { token })).status).toBe(401);
    },
  );
});

describe("the platform is asked", () => {
  test("only when an owner comes, once for requests that meet, and not again within a minute", async () => {
    expect(await statusOf(site.newVisitor(), "/")).toBe(200);
    expect(await statusOf(site.newVisitor())).toBe(401);
    expect(site.core.endedSessions.asked).toBe(0);
    const owner = await site.newOwner();
    const statuses = await Promise.all(Array.from({ length: 8 }, () => statusOf(owner)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await statusOf(owner)).toBe(200);
    expect(site.core.endedSessions.asked).toBe(1);
  });

  test("again some seconds after it did not answer, not at each request", async () => {
    const owner = await site.newOwner();
    site.core.endedSessions.state = "failing";
    for (let request = 0; request < 3; request++) expect(await statusOf(owner)).toBe(200);
    expect(site.core.endedSessions.asked).toBe(1);
    site.advanceSeconds(6);
    site.core.endedSessions.state = "answers";
    expect((await change(owner)).status).toBe(200);
    expect(site.core.endedSessions.asked).toBe(2);
  });
});

describe("while the platform cannot be reached", () => {
  test("changes go on for ten minutes, then everything can be read and nothing changed, until it answers", async () => {
    const owner = await site.newOwner();
    expect((await change(owner)).status).toBe(200);
    site.core.endedSessions.state = "failing";
    site.advanceSeconds(9 * 60);
    expect((await change(owner)).status).toBe(200);
    site.advanceSeconds(6 * 60);
    expect(await statusOf(owner)).toBe(200);
    const refused = await change(owner);
    expect(refused.status).toBe(503);
    expect(refused.text).toContain("нет связи с платформой");
    const buyer = site.newVisitor();
    expect(await statusOf(buyer, "/")).toBe(200);
    expect((await buyer.post("/api/echo", { text: "x" })).status).toBe(200);
    site.core.endedSessions.state = "answers";
    site.advanceSeconds(6);
    expect((await change(owner)).status).toBe(200);
  });

  test("what was typed is kept on the page, to be sent again", async () => {
    const owner = await site.newOwner();
    site.core.endedSessions.state = "failing";
    const { text } = await change(owner);
    expect(text).toContain('<form method="post" action="/admin/upload"');
    expect(text).toContain('<input type="hidden" name="title" value="Ваза &lt;1&gt;" />');
    expect(text).toContain('name="text" value="две\r\nстроки"');
    const withFile = await owner.upload("/admin/upload", {}, { field: "file", bytes: Buffer.from("x") });
    expect(withFile.text).toContain("Файл придётся выбрать заново.");
  });

  test("one that takes the question and never answers costs a person less than three seconds, once", async () => {
    const owner = await site.newOwner();
    site.core.endedSessions.state = "silent";
    expect(await statusOf(owner)).toBe(200);
    expect(await statusOf(owner)).toBe(200);
    expect(site.core.endedSessions.asked).toBe(1);
  });

  test("an answer that the platform did not sign is none", async () => {
    const owner = await site.newOwner("signed");
    Object.assign(site.core.endedSessions, { sids: ["signed"], isForged: true });
    expect(await statusOf(owner)).toBe(200);
    expect((await change(owner)).status).toBe(503);
  });
});

describe("a platform of the release before, which keeps no list", () => {
  const handOverUnnamed = async (): Promise<Visitor> => {
    const visitor = site.newVisitor();
    const claims = { sid: undefined, session_exp: undefined };
    await visitor.post("/admin/handover", { token: await site.core.signHandover(site.identity, { claims }) });
    return visitor;
  };

  test("lets owners work whom it handed over itself, and others read", async () => {
    const [unnamed, named] = [await handOverUnnamed(), await site.newOwner()];
    site.core.endedSessions.state = "absent";
    expect([(await change(unnamed)).status, (await change(named)).status]).toEqual([200, 503]);
    site.core.endedSessions.state = "failing";
    site.advanceSeconds(15 * 60);
    expect([await statusOf(unnamed), (await change(unnamed)).status]).toEqual([200, 503]);
  });
});
