import { createServer, type Socket } from "node:net";

import { afterEach, beforeEach, expect, test } from "vitest";

import { eventually } from "../../testing/eventually.ts";
import { configMaps, type Widget, widgets } from "../../testing/resources.ts";
import { fault, TestApiServer } from "../../testing/test-api-server.ts";
import { type Clock, systemClock } from "../clock/clock.ts";
import { ApiError, TransportError, WriteRefusedError } from "../errors.ts";
import { createMetrics } from "../metrics.ts";
import type { AcceptedWrite, Client } from "./client.ts";
import { createClient } from "./create-client.ts";
import type { TransportOptions } from "./transport.ts";

/** Waits are noted and over at once. */
const waits: number[] = [];
const impatientClock: Clock = {
  ...systemClock,
  random: () => 0,
  setTimeout: (callback, milliseconds) => {
    waits.push(milliseconds);
    return systemClock.setTimeout(callback, 0);
  },
};

const desired = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "a", namespace: "test" } };
const reference = { name: "a", namespace: "test" };
const pools = { call: { headersTimeoutMilliseconds: 1000 } };

let server: TestApiServer;
let client: Client;

beforeEach(async () => {
  waits.length = 0;
  server = await TestApiServer.start();
  client = connect({});
});

afterEach(async () => {
  await client.close();
  await server.stop();
});

function connect(options: Partial<TransportOptions>): Client {
  return createClient({ config: server.config, clock: impatientClock, pools, ...options });
}

function failTimes(times: number, what: ReturnType<typeof fault.reset>): void {
  let left = times;
  server.intercept = () => (left-- > 0 ? what : undefined);
}

test("fields that no model knows survive reading and writing", async () => {
  const strange = { ...desired, spec: { brandNewField: { deep: [1, { x: "y" }] } } };
  await client.create(widgets, strange as unknown as Widget);
  expect(await client.get(widgets, reference)).toMatchObject(strange);
});

test("what is not there is undefined, not an error", async () => {
  expect(await client.get(widgets, reference)).toBeUndefined();
});

test("a list reads all pages and gives every object its kind", async () => {
  for (const name of ["a", "b", "c"]) server.put(configMaps, { metadata: { name, namespace: "test" } });
  const objects = await client.list(configMaps, { pageSize: 2 });
  expect(objects.map(({ kind, apiVersion, metadata }) => `${apiVersion} ${kind} ${metadata.name}`)).toEqual([
    "v1 ConfigMap a",
    "v1 ConfigMap b",
    "v1 ConfigMap c",
  ]);
});

test("throttled writes are sent again after the time the server asked for", async () => {
  failTimes(2, fault.status(429, "TooManyRequests", { "retry-after": "3" }));
  await client.create(widgets, desired);
  expect(server.writes).toHaveLength(3);
  expect(waits).toEqual([3000, 3000]);
});

test("a server that throttles for ever is given up after five more tries", async () => {
  failTimes(100, fault.status(429, "TooManyRequests", { "retry-after": "0" }));
  await expect(client.create(widgets, desired)).rejects.toMatchObject({ code: 429 });
  expect(server.writes).toHaveLength(6);
});

test("reads are repeated after 5xx and without an answer, four times at most", async () => {
  server.put(widgets, desired);
  failTimes(2, fault.status(503, "ServiceUnavailable"));
  expect((await client.get(widgets, reference))?.metadata.name).toBe("a");
  failTimes(2, fault.reset());
  expect((await client.get(widgets, reference))?.metadata.name).toBe("a");
  server.requests.length = 0;
  failTimes(100, fault.reset());
  await expect(client.get(widgets, reference)).rejects.toBeInstanceOf(TransportError);
  expect(server.requests).toHaveLength(5);
});

test.for([
  ["5xx", fault.status(500, "InternalError"), ApiError],
  ["no answer", fault.reset(), TransportError],
] as const)("a write is never repeated after %s", async ([, what, error]) => {
  failTimes(1, what);
  await expect(client.create(widgets, desired)).rejects.toBeInstanceOf(error);
  expect(server.writes).toHaveLength(1);
});

test("a refused token is read again, once", async () => {
  const tokens = ["old", "new"];
  let token: string | undefined;
  const credentials = {
    authorization: () => Promise.resolve((token ??= `Bearer ${tokens.shift() ?? "none"}`)),
    invalidate: () => void (token = undefined),
  };
  client = connect({ config: { ...server.config, credentials } });
  server.intercept = ({ headers }) =>
    headers.authorization === "Bearer new" ? undefined : fault.status(401, "Unauthorized");
  await client.create(widgets, desired);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer old", "Bearer new"]);
});

test("the server's own explanation is in the error", async () => {
  server.intercept = () => fault.status(422, "Invalid");
  const error: unknown = await client.create(widgets, desired).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 422, reason: "Invalid" });
  expect(String(error)).toContain("POST /apis/example.com/v1/namespaces/test/widgets");
});

test("a guard that forbids stops writes, their repetitions too, and no reads", async () => {
  let isAllowed = true;
  const guarded = client.withWriteGuard(() => {
    if (!isAllowed) throw new WriteRefusedError("no lease");
  });
  server.intercept = () => {
    isAllowed = false;
    return fault.status(429, "TooManyRequests", { "retry-after": "0" });
  };
  await expect(guarded.create(widgets, desired)).rejects.toBeInstanceOf(WriteRefusedError);
  expect(server.writes).toHaveLength(1);
  server.intercept = () => undefined;
  await expect(guarded.delete(widgets, reference, { uid: "x" })).rejects.toBeInstanceOf(WriteRefusedError);
  expect(server.writes).toHaveLength(1);
  expect(await guarded.get(widgets, reference)).toBeUndefined();
});

test("deleting says what happened, and never hits a successor", async () => {
  expect(await client.delete(widgets, reference, { uid: "uid-1" })).toBe("absent");
  const object = server.put(widgets, desired);
  expect(await client.delete(widgets, reference, { uid: "other" })).toBe("precondition-failed");
  expect(await client.delete(widgets, reference, { uid: object.metadata.uid ?? "" })).toBe("deleted");
});

test("writes are told to whoever tracks them, through every client of the family", async () => {
  const writes: AcceptedWrite[] = [];
  const other = client.withWriteGuard(() => undefined);
  await client.trackWrites(
    (write) => writes.push(write),
    async () => {
      await other.apply(widgets, desired, { fieldManager: "test" });
      await client.get(widgets, reference);
    },
  );
  await client.apply(widgets, { ...desired, spec: { size: 2 } }, { fieldManager: "test" });
  expect(writes.map(({ verb, key, object }) => [verb, key, object?.metadata.resourceVersion])).toEqual([
    ["apply", "test/a", "1"],
  ]);
});

test("many calls share connections", async () => {
  const sockets = new Set<Socket>();
  const proxy = await startProxy((socket) => sockets.add(socket));
  client = connect({ config: { ...server.config, server: proxy.address } });
  for (let count = 0; count < 50; count++) await client.get(widgets, reference);
  // Two, since an answer is read a moment before its connection is free again.
  expect(sockets.size).toBeLessThanOrEqual(2);
  await Promise.all(Array.from({ length: 200 }, () => client.get(widgets, reference)));
  expect(sockets.size).toBeLessThanOrEqual(33);
  await proxy.stop();
});

test("connections that went dead cost one failed call, then new ones are used", async () => {
  let isDead = false;
  const proxy = await startProxy((socket, upstream) => {
    const isOld = !isDead;
    socket.on("data", (data) => void (isOld && isDead ? undefined : upstream.write(data)));
  });
  client = connect({ config: { ...server.config, server: proxy.address } });
  await Promise.all(Array.from({ length: 8 }, () => client.get(widgets, reference)));
  isDead = true;
  await expect(client.create(widgets, desired)).rejects.toMatchObject({ code: "UND_ERR_HEADERS_TIMEOUT" });
  for (let count = 0; count < 8; count++) await client.apply(widgets, desired, { fieldManager: "test" });
  expect(server.writes).toHaveLength(8);
  await proxy.stop();
});

test("requests are counted under client-go's names", async () => {
  const metrics = createMetrics();
  client = connect({ metrics });
  await client.create(widgets, desired);
  const text = await metrics.registry.metrics();
  const { host } = new URL(server.config.server);
  expect(text).toContain(`rest_client_requests_total{code="201",method="POST",host="${host}"} 1`);
});

test("a call that is called off ends at once with its reason", async () => {
  server.intercept = () => fault.hang();
  const abort = new AbortController();
  const calling = client.get(widgets, reference, { signal: abort.signal });
  await eventually(() => server.requests.length === 1);
  abort.abort(new Error("enough"));
  await expect(calling).rejects.toThrow("enough");
});

/** A TCP proxy to the test server. `onSocket` may take over what is sent upstream. */
async function startProxy(
  onSocket: (socket: Socket, upstream: Socket) => void,
): Promise<{ address: string; stop(): Promise<void> }> {
  const { connect: connectTo } = await import("node:net");
  const target = new URL(server.config.server);
  const all = new Set<Socket>();
  const proxy = createServer((socket) => {
    const upstream = connectTo(Number(target.port), target.hostname);
    for (const end of [socket, upstream]) all.add(end.on("error", () => undefined));
    onSocket(socket, upstream);
    if (socket.listenerCount("data") === 0) socket.pipe(upstream);
    upstream.pipe(socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    stop: async () => {
      for (const socket of all) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
