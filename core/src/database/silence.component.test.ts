import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { openDatabase, type Database, type Queryable } from "./client.ts";
import { isDatabaseUnreachable } from "./errors.ts";

const server = new URL(inject("postgresUrl"));
const patienceMilliseconds = 2_000;

let database: Database;
const sockets: Socket[] = [];
const silent = new Set<Socket>();

const way = createServer((incoming) => {
  const outgoing = connect(Number(server.port || "5432"), server.hostname);
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
  const url = new URL(server);
  url.host = `127.0.0.1:${(way.address() as AddressInfo).port}`;
  // One connection: whatever is left in the pool is what the next query gets.
  database = openDatabase(url.href, 1, patienceMilliseconds);
  return () => database.$disconnect();
});

async function readBackend(queryable: Queryable): Promise<number | undefined> {
  const [row] = await queryable.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  return row?.pid;
}

test("a query on a connection that has gone silent fails, and the next one gets a new connection", async () => {
  const before = await readBackend(database);
  fallSilent();
  const error: unknown = await readBackend(database).catch((cause: unknown) => cause);
  expect(isDatabaseUnreachable(error)).toBe(true);
  const after = await readBackend(database);
  expect(after).toBeGreaterThan(0);
  expect(after).not.toBe(before);
});

test("a transaction on a connection that goes silent fails, and nobody else gets that connection", async () => {
  let before: number | undefined;
  const failing = database.$transaction(async (transaction) => {
    before = await readBackend(transaction);
    fallSilent();
    await readBackend(transaction);
  });
  expect(isDatabaseUnreachable(await failing.catch((cause: unknown) => cause))).toBe(true);
  expect(await readBackend(database)).not.toBe(before);
});
