import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { defaultLimits } from "../limits.ts";
import { readsOfStored, sampleModule, STORED_BYTES, waitingLock } from "../testing/sample-module.ts";
import { startTestSite, type TestSite } from "../testing/test-site.ts";

const limits = {
  concurrency: { ...defaultLimits.concurrency, expensive: { running: 2, waiting: 3 } },
  inFlightPerAddress: 40,
  storedBytes: 2 * STORED_BYTES,
  stallMilliseconds: 1_000,
  databaseIdleMilliseconds: 200,
};

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite(sampleModule, inject("postgresUrl"), { limits });
});
afterAll(() => site.stop());

/** Asks for a path and reads nothing of the answer but its head. */
function openSlowReader(path: string, address: string): Promise<Socket> {
  const { port } = new URL(site.url);
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: "127.0.0.1" }, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${address}\r\n\r\n`),
    );
    socket.once("error", reject);
    socket.once("data", () => {
      socket.pause();
      socket.off("error", reject).on("error", () => undefined);
      resolve(socket);
    });
  });
}

async function readMetric(name: string): Promise<number> {
  const text = await (await fetch(`${site.url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "m").exec(text)?.[1]);
}

async function countWaitingQueries(): Promise<number> {
  const sql = `SELECT count(*) AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`;
  return (await site.database.row<{ waiting: number }>(sql))?.waiting ?? 0;
}

test("two expensive requests run, three wait, more hear 503 and when to come back; other pages are answered meanwhile", async () => {
  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = site.database.transaction(async (queries) => {
    await queries.row("SELECT pg_advisory_xact_lock($1)", [waitingLock]);
    held.resolve();
    await released.promise;
  });
  await held.promise;
  const visitor = site.newVisitor();
  const answers = Array.from({ length: 9 }, () => visitor.get("/expensive"));
  await expect.poll(countWaitingQueries).toBe(2);
  const refused = await Promise.all([...Array(4).keys()].map(() => Promise.race(answers)));
  expect(refused[0]).toMatchObject({ status: 503 });
  expect(refused[0]?.headers.get("retry-after")).toBe("60");
  expect(refused[0]?.text).toContain("слишком много посетителей");
  expect((await visitor.get("/")).status).toBe(200);
  expect(await countWaitingQueries()).toBe(2);
  expect(await readMetric("http_requests_waiting_expensive")).toBe(3);
  released.resolve();
  const statuses = (await Promise.all(answers)).map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 200, 200, 200, 200, 503, 503, 503, 503]);
  expect(await readMetric("http_requests_refused_total")).toBe(4);
  await holding;
});

test("thirty slow readers of one picture hold it once; they are cut when nothing moves; others get it meanwhile", async () => {
  const readers = await Promise.all(Array.from({ length: 30 }, () => openSlowReader("/stored/one", "203.0.113.7")));
  expect(readsOfStored.get("one")).toBe(1);
  expect(await readMetric("stored_bytes_held")).toBe(STORED_BYTES);
  expect(await readMetric("http_requests_in_flight")).toBe(30);
  const seen = await fetch(`${site.url}/stored/one`, { headers: { "x-forwarded-for": "203.0.113.8" } });
  expect((await seen.arrayBuffer()).byteLength).toBe(STORED_BYTES);
  await expect.poll(() => readMetric("http_requests_in_flight"), { timeout: 10_000 }).toBe(0);
  for (const reader of readers) reader.destroy();
});

test("one address has so many requests under way; another is answered", async () => {
  const readers = await Promise.all(Array.from({ length: 40 }, () => openSlowReader("/stored/one", "203.0.113.9")));
  const from = (address: string) => site.newVisitor().get("/", { "x-forwarded-for": address });
  expect((await from("203.0.113.9")).status).toBe(503);
  expect((await from("203.0.113.10")).status).toBe(200);
  for (const reader of readers) reader.destroy();
  await expect.poll(async () => (await from("203.0.113.9")).status).toBe(200);
});

test("the addresses of one IPv6 network count as one, another network does not", async () => {
  const from = (address: string) => site.newVisitor().post("/api/echo", { text: "x" }, { "x-forwarded-for": address });
  const statuses = await Promise.all(
    Array.from({ length: 9 }, async (_, index) => (await from(`2001:db8:0:1::${index}`)).status),
  );
  expect(statuses.filter((status) => status === 200)).toHaveLength(5);
  expect((await from("2001:db8:0:2::1")).status).toBe(200);
});

test("a form that meets an unreachable or busy site comes back, to be sent again", async () => {
  const { status, text } = await site.newVisitor().post("/crowded", { text: "Улица <Мира>, 5" });
  expect(status).toBe(503);
  expect(text).toContain('<form method="post" action="/crowded"');
  expect(text).toContain('name="text" value="Улица &lt;Мира&gt;, 5"');
});

test("stored bytes that are not there are a page that is not there", async () => {
  const { status, text } = await site.newVisitor().get("/stored/nothing");
  expect([status, text.includes("Такой страницы здесь нет")]).toEqual([404, true]);
});

test("an answer longer than answers may be is never sent", async () => {
  const ask = async (bytes: number) => (await site.newVisitor().get(`/endless?bytes=${bytes}`)).status;
  expect(await ask(defaultLimits.answerBytes - 20)).toBe(200);
  expect(await ask(defaultLimits.answerBytes)).toBe(500);
});

test("an idle site holds no database connection, however often it is asked whether it is ready", async () => {
  await site.newVisitor().get("/expensive");
  const sql = `SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  const countOpen = async () => {
    expect((await site.newVisitor().get("/health")).status).toBe(200);
    return (await site.database.row<{ open: number }>(sql))?.open;
  };
  expect(await countOpen()).toBeGreaterThan(0);
  await expect.poll(countOpen, { timeout: 10_000 }).toBe(0);
});
