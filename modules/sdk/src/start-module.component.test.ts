import { expect, inject, test } from "vitest";
import type { Database } from "./database/database.ts";
import { defaultLimits } from "./limits.ts";
import { sampleModule, waitingLock } from "./testing/sample-module.ts";
import { startModule } from "./start-module.ts";
import { startTestSite } from "./testing/test-site.ts";
import { claimDatabase } from "./database/sdk-schema.ts";

const postgresUrl = inject("postgresUrl");

/** Resolves when a query of the module waits for this in its database. */
async function untilQueryWaits(database: Database, waitEvent: "PgSleep" | "advisory"): Promise<void> {
  const waitingSql = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = $1";
  while ((await database.row(waitingSql, [waitEvent])) === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test("a database dropped by force leaves the module alive: pages that need it say that the site is away", async () => {
  const site = await startTestSite(sampleModule, postgresUrl);
  const visitor = site.newVisitor();
  const sleeping = visitor.get("/sleeping");
  await untilQueryWaits(site.database, "PgSleep");
  await site.dropDatabase();
  for (const { status, headers, text } of [await sleeping, await visitor.get("/sleeping")]) {
    expect([status, headers.get("retry-after")]).toEqual([503, "60"]);
    expect(text).toContain("Сайт ненадолго недоступен");
  }
  expect((await visitor.get("/")).status).toBe(200);
  // Nobody restarts a process, or takes its site away, for what its database does.
  expect((await visitor.get("/health")).status).toBe(200);
  expect((await visitor.get("/health/live")).status).toBe(200);
  await site.stop();
});

test("a module whose database is away at its start lives and says that it is starting", async () => {
  const site = await startTestSite(sampleModule, postgresUrl);
  await site.dropDatabase();
  const { SERVICE_BINDING_ROOT: bindings, INSTANCE_CONFIG_DIR: directory } = site.mounts;
  const config = {
    host: "127.0.0.1",
    port: 0,
    logLevel: "info",
    databaseBindingDirectory: `${bindings}/database`,
    keysFile: `${bindings}/keys/keys.json`,
    instanceFile: `${directory}/instance.json`,
    egress: undefined,
    limits: defaultLimits,
  } as const;
  const another = await startModule(sampleModule, config, false);
  const request = async (path: string) => (await fetch(`${another.url}${path}`)).status;
  expect([await request("/health"), await request("/health/live")]).toEqual([503, 200]);
  await another.stop();
  await site.stop();
});

test("a stop lets the request under way finish", async () => {
  const site = await startTestSite(sampleModule, postgresUrl);
  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = site.database.transaction(async (queries) => {
    await queries.row("SELECT pg_advisory_xact_lock($1)", [waitingLock]);
    held.resolve();
    await released.promise;
  });
  await held.promise;
  const waiting = site.newVisitor().get("/waiting");
  await untilQueryWaits(site.database, "advisory");
  const stopping = site.stop();
  released.resolve();
  const [answer] = await Promise.all([waiting, stopping, holding]);
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
