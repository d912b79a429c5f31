import { afterEach, beforeEach, expect, test } from "vitest";

import { eventually } from "../../testing/eventually.ts";
import { fastClock } from "../../testing/fast-clock.ts";
import { configMaps } from "../../testing/resources.ts";
import { fault, type Fault, type SeenRequest, TestApiServer } from "../../testing/test-api-server.ts";
import type { Client } from "../client/client.ts";
import { createClient } from "../client/create-client.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import { createMetrics } from "../metrics.ts";
import { createCache, type WatchedCache } from "./create-cache.ts";

type TestCache = WatchedCache<(typeof configMaps)["objectType"] & object>;

const hastyClock = fastClock(100);

let server: TestApiServer;
let client: Client;
let cache: TestCache;
const rejections: unknown[] = [];
const noteRejection = (reason: unknown): void => void rejections.push(reason);

function connect(config: ClusterConfig = server.config): void {
  client = createClient({
    config,
    clock: hastyClock,
    pools: { call: { headersTimeoutMilliseconds: 1000 }, watch: { headersTimeoutMilliseconds: 1000 } },
  });
  cache = createCache(client, { resource: configMaps, clock: hastyClock, pageSize: 2, idleTimeoutMilliseconds: 400 });
}

beforeEach(async () => {
  rejections.length = 0;
  process.on("unhandledRejection", noteRejection);
  server = await TestApiServer.start();
  for (const name of ["a", "b", "c"]) put(name, "first");
  connect();
});

afterEach(async () => {
  await cache.stop();
  await client.close();
  await server.stop();
  process.off("unhandledRejection", noteRejection);
  expect(rejections).toEqual([]);
});

function put(name: string, value: string): void {
  server.put(configMaps, { metadata: { name, namespace: "test" }, data: { value } });
}

/** Lets the cache fill, changes the world, and waits until the cache has seen exactly that. */
async function expectConvergence(): Promise<void> {
  put("a", "second");
  put("d", "new");
  server.remove(configMaps, "b", "test");
  await eventually(
    () => cache.get("test/a")?.data?.["value"] === "second" && cache.size === 3 && cache.get("test/b") === undefined,
  );
  expect(cache.list("test").map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(["a", "c", "d"]));
}

/** The first `times` requests that match are answered with the fault. */
function failTimes(times: number, matches: (request: SeenRequest) => boolean, what: Fault): () => number {
  let left = times;
  server.intercept = (request) => (matches(request) && left-- > 0 ? what : undefined);
  return () => times - Math.max(0, left);
}

const isWatch = (request: SeenRequest): boolean => request.isWatch;
const isList = (request: SeenRequest): boolean => !request.isWatch;
const countLists = (): number => server.requests.filter((request) => isList(request)).length;
const countWatches = (): number => server.requests.filter((request) => isWatch(request)).length;
const expired = JSON.stringify({ type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired" } });

test.for<[string, number, (request: SeenRequest) => boolean, Fault]>([
  ["410 in the stream", 2, isWatch, fault.stream([expired])],
  ["410 as the answer to a watch", 3, isWatch, fault.status(410, "Expired")],
  ["error 500 in the stream", 1, isWatch, fault.stream([expired.replace("410", "500").replace("Expired", "Internal")])],
  ["a reset socket within the stream", 3, isWatch, fault.stream([], "reset")],
  ["streams that end at once", 4, isWatch, fault.stream([], "end")],
  ["list 500", 7, isList, fault.status(500, "InternalError")],
  ["list 429 with Retry-After", 2, isList, fault.status(429, "TooManyRequests", { "retry-after": "1" })],
  ["list 403", 2, isList, fault.status(403, "Forbidden")],
  ["list 404 while the CRD is missing", 2, isList, fault.status(404, "NotFound")],
  ["watch 429", 2, isWatch, fault.status(429, "TooManyRequests", { "retry-after": "1" })],
  ["watch 503", 2, isWatch, fault.status(503, "ServiceUnavailable")],
  ["watch 401", 4, isWatch, fault.status(401, "Unauthorized")],
  ["a silent watch", 1, isWatch, fault.stream([])],
  ["a watch without headers", 1, isWatch, fault.hang()],
  ["a list that is never answered", 1, isList, fault.hang()],
  ["a list cut off by a reset", 6, isList, fault.reset()],
  ["garbage in the stream", 1, isWatch, fault.stream(["<html>bad gateway</html>"])],
  ["an event without an object", 1, isWatch, fault.stream(['{"type":"MODIFIED","object":null}'])],
  ["an event without a name", 1, isWatch, fault.stream(['{"type":"ADDED","object":{"metadata":{}}}'])],
  ["half a line, then a reset", 1, isWatch, fault.stream(['{"type":"ADDED","obj'], "reset")],
])("survives %s", async ([, times, matches, what]) => {
  const failures = failTimes(times, matches, what);
  cache.start();
  await cache.synced;
  await eventually(() => failures() === times);
  await expectConvergence();
});

test("reads every page of the list", async () => {
  for (const name of ["d", "e"]) put(name, "first");
  cache.start();
  await cache.synced;
  expect(cache.size).toBe(5);
  expect(server.requests.filter(isList).map(({ query }) => query.get("continue"))).toEqual([null, "2", "4"]);
});

test("starts the list over when the continue token has expired", async () => {
  const failures = failTimes(1, ({ query }) => query.has("continue"), fault.status(410, "Expired"));
  cache.start();
  await cache.synced;
  expect(failures()).toBe(1);
  await expectConvergence();
});

test("resumes a reset watch from the last version without a new list", async () => {
  cache.start();
  await eventually(() => server.liveWatches === 1);
  const lists = countLists();
  server.dropWatches("reset");
  await expectConvergence();
  expect(countLists()).toBe(lists);
});

test("garbage in the stream leads to a new list, since it may have been an event", async () => {
  failTimes(1, isWatch, fault.stream(["garbage"]));
  cache.start();
  await eventually(() => server.liveWatches === 1);
  expect(server.requests.map(({ isWatch: is }) => (is ? "watch" : "list")).join(" ")).toBe(
    "list list watch list list watch",
  );
});

test("asks for bookmarks and resumes from them, so that a quiet watch does not expire", async () => {
  cache.start();
  await eventually(() => server.liveWatches === 1);
  const lists = countLists();
  server.store.skipVersions(50);
  server.bookmark(configMaps);
  await eventually(() => cache.resourceVersion === String(server.store.version));
  server.store.compactedVersion = server.store.version;
  server.dropWatches("end");
  await expectConvergence();
  expect(countLists()).toBe(lists);
  expect(server.requests.filter(isWatch).every(({ query }) => query.get("allowWatchBookmarks") === "true")).toBe(true);
});

test("finds out by a new list what was deleted and recreated while it was cut off", async () => {
  const seen: string[] = [];
  cache.onEvent(({ type, object }) => seen.push(`${type} ${object.metadata.name} ${object.metadata.uid ?? ""}`));
  cache.start();
  await eventually(() => server.liveWatches === 1);
  seen.length = 0;
  let isUnreachable = true;
  server.intercept = () => (isUnreachable ? fault.reset() : undefined);
  server.dropWatches("reset");
  server.remove(configMaps, "a", "test");
  put("a", "again");
  server.remove(configMaps, "b", "test");
  server.store.compactedVersion = server.store.version;
  isUnreachable = false;
  await eventually(() => seen.length === 3);
  expect(seen.sort()).toEqual(["added a uid-4", "deleted a uid-1", "deleted b uid-2"]);
});

test("a listener that throws neither stops the others nor the watch", async () => {
  let calls = 0;
  cache.onEvent(() => {
    throw new Error("listener");
  });
  cache.onEvent(() => void calls++);
  cache.start();
  await cache.synced;
  await expectConvergence();
  expect(calls).toBe(6);
});

test("credentials that fail now and then only delay", async () => {
  await cache.stop();
  await client.close();
  let failures = 6;
  const credentials = {
    authorization: () => (failures-- > 0 ? Promise.reject(new Error("plug-in")) : Promise.resolve("Bearer test")),
    invalidate: () => undefined,
  };
  connect({ ...server.config, credentials });
  cache.start();
  await cache.synced;
  expect(failures).toBeLessThan(0);
  await expectConvergence();
});

test("a watch on which nothing happens is reopened, which is contact and no error", async () => {
  const metrics = createMetrics();
  await cache.stop();
  cache = createCache(client, { resource: configMaps, idleTimeoutMilliseconds: 100, metrics });
  server.intercept = (request) => (request.isWatch ? fault.stream([]) : undefined);
  cache.start();
  await eventually(() => countWatches() === 3);
  expect(cache.lastContactMilliseconds).toBeLessThan(10_000);
  expect(await metrics.registry.getSingleMetricAsString("reflector_watch_errors_total")).not.toContain("configmaps");
  expect(countLists()).toBe(1);
});

test("stop during the first list opens no watch, and its caller hears of it", async () => {
  server.intercept = () => fault.hang();
  cache.start();
  await eventually(() => server.requests.length === 1);
  await cache.stop();
  server.intercept = () => undefined;
  await expect(cache.synced).rejects.toThrow("stopped before its first list");
  expect(countWatches()).toBe(0);
});

test("stop ends a live watch", async () => {
  cache.start();
  await eventually(() => server.liveWatches === 1);
  await cache.stop();
  await eventually(() => server.liveWatches === 0);
  expect(countWatches()).toBe(1);
});

test("starting twice lists and watches once", async () => {
  cache.start();
  cache.start();
  await eventually(() => server.liveWatches === 1);
  expect([countLists(), countWatches()]).toEqual([2, 1]);
});

test("waitFor answers once the version is seen, and no after its time", async () => {
  cache.start();
  await cache.synced;
  const future = String(server.store.version + 1);
  expect(await cache.waitFor(future, 1000)).toBe(false);
  const waiting = cache.waitFor(future, 1_000_000);
  put("a", "second");
  expect(await waiting).toBe(true);
});

test("keeps answering from its last knowledge while the API server is away", async () => {
  cache.start();
  await eventually(() => server.liveWatches === 1);
  server.intercept = () => fault.reset();
  server.dropWatches("reset");
  await eventually(() => server.requests.length > 4);
  expect(cache.get("test/a")?.data).toEqual({ value: "first" });
  server.intercept = () => undefined;
  await expectConvergence();
});
