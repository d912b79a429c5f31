import { expect, inject, test } from "vitest";
import { sampleModule } from "./testing/sample-module.ts";
import { startTestSite } from "./testing/test-site.ts";
import { claimDatabase } from "./database/sdk-schema.ts";

const postgresUrl = inject("postgresUrl");

test("a database dropped by force leaves the module alive and its health honest", async () => {
  const site = await startTestSite(sampleModule, postgresUrl);
  const visitor = site.newVisitor();
  const slow = visitor.get("/slow");
  await new Promise((resolve) => setTimeout(resolve, 100));
  await site.dropDatabase();
  expect((await slow).status).toBe(500);
  const health = await visitor.get("/health");
  expect([health.status, JSON.parse(health.text)]).toEqual([
    503,
    { status: "unavailable", module: "sample", version: "1.2.3" },
  ]);
  expect((await visitor.get("/")).status).toBe(200);
  await site.stop();
});

test("a stop lets the request under way finish", async () => {
  const site = await startTestSite(sampleModule, postgresUrl);
  const slow = site.newVisitor().get("/slow");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const [answer] = await Promise.all([slow, site.stop()]);
  expect([answer.status, answer.text]).toEqual([200, '{"done":true}']);
});

test("a database that another tenant has marked is not served", async () => {
  const site = await startTestSite(sampleModule, postgresUrl);
  await expect(claimDatabase(site.database, site.identity)).resolves.toBeUndefined();
  await expect(claimDatabase(site.database, { ...site.identity, tenant: "beta" })).rejects.toThrow(
    /belongs to alpha\/sample/,
  );
  await expect(claimDatabase(site.database, { ...site.identity, module: "shop" })).rejects.toThrow(
    /belongs to alpha\/sample/,
  );
  await site.stop();
});
