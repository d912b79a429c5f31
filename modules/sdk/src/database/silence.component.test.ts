import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { defaultTimes, openDatabase, type Database, type Queries } from "./database.ts";

const { hostname, port, username, password, pathname } = new URL(inject("postgresUrl"));
const patienceMilliseconds = 2_000;

let database: Database;
const sockets: Socket[] = [];
const silent = new Set<Socket>();

const way = createServer((incoming) => {
  const outgoing = connect(Number(port || "5432"), hostname);
  sockets.push(incoming);
  for (const [from, to] of [
    [incoming, outgoing],
    [outgoing, incoming],
  ] as const) {
    from.on("data", (data) => silent.has(incoming) || to.write(data));
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
});

/** Bytes are swallowed on every connection made so far; none is closed. Later ones are led on. */
function fallSilent(): void {
  for (const socket of sockets) silent.add(socket);
}

beforeAll(() => new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise<unknown>((resolve) => way.close(resolve)));

beforeEach(() => {
  const binding = {
    host: "127.0.0.1",
    port: (way.address() as AddressInfo).port,
    username: decodeURIComponent(username),
    database: pathname.slice(1) || "postgres",
    sslMode: "disable",
    readPassword: () => Promise.resolve(decodeURIComponent(password)),
  } as const;
  database = openDatabase(binding, () => undefined, { ...defaultTimes, patience: patienceMilliseconds });
  return () => database.close();
});

async function readBackend(queries: Queries): Promise<number | undefined> {
  return (await queries.row<{ pid: number }>("SELECT pg_backend_pid() AS pid"))?.pid;
}

test("a query on a connection that has gone silent fails, and the next one gets a new connection", async () => {
  const before = await readBackend(database);
  fallSilent();
  await expect(readBackend(database)).rejects.toThrow("timeout");
  const after = await readBackend(database);
  expect(after).toBeGreaterThan(0);
  expect(after).not.toBe(before);
});

test("a transaction on a connection that goes silent fails, and nobody else gets that connection", async () => {
  let before: number | undefined;
  const failing = database.transaction(async (queries) => {
    before = await readBackend(queries);
    fallSilent();
    await readBackend(queries);
  });
  await expect(failing).rejects.toThrow("timeout");
  expect(await readBackend(database)).not.toBe(before);
});

test("what takes its time by right is given it", async () => {
  await expect(database.row("SELECT pg_sleep(3)")).rejects.toThrow("timeout");
  await expect(
    database.transaction((queries) => queries.row("SELECT 1 AS one FROM pg_sleep(3)"), 60_000),
  ).resolves.toEqual({ one: 1 });
});

test("the server itself ends what takes too long, a reading sooner than a change, and the connection serves on", async () => {
  const binding = {
    host: hostname,
    port: Number(port || "5432"),
    username: decodeURIComponent(username),
    database: pathname.slice(1) || "postgres",
    sslMode: "disable",
    readPassword: () => Promise.resolve(decodeURIComponent(password)),
  } as const;
  const direct = openDatabase(binding, () => undefined, { ...defaultTimes, read: 100, change: 60_000 });
  await expect(direct.row("SELECT pg_sleep(60)")).rejects.toMatchObject({ code: "57014" });
  await expect(direct.transaction((queries) => queries.row("SELECT 1 AS one FROM pg_sleep(0.3)"))).resolves.toEqual({
    one: 1,
  });
  await expect(direct.row("SELECT pg_sleep(60)")).rejects.toMatchObject({ code: "57014" });
  await direct.close();
});
