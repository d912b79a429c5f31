import { afterEach, beforeEach, expect, test } from "vitest";

import { eventually } from "../../testing/eventually.ts";
import { type ConfigMap, configMaps, type Widget, widgets } from "../../testing/resources.ts";
import { fault, TestApiServer } from "../../testing/test-api-server.ts";
import type { Client } from "../client/client.ts";
import { createClient } from "../client/create-client.ts";
import { type Clock, systemClock } from "../clock/clock.ts";
import { TerminalError, WaitError } from "../errors.ts";
import { createManager } from "../manager/create-manager.ts";
import type { Manager } from "../manager/types.ts";
import { controllerReference } from "../object.ts";
import type { ControllerOptions, ReconcileContext, Reconciler } from "./types.ts";

const widgetPath = "/apis/example.com/v1/namespaces/test/widgets";
const configMapPath = "/api/v1/namespaces/test/configmaps";

/** Waits are a hundred times shorter. */
const hastyClock: Clock = {
  ...systemClock,
  setTimeout: (callback, milliseconds) => systemClock.setTimeout(callback, milliseconds / 100),
};

let server: TestApiServer;
let client: Client;
let manager: Manager;
let abort: AbortController;
let running: Promise<void> | undefined;

beforeEach(async () => {
  server = await TestApiServer.start();
  client = createClient({ config: server.config, clock: hastyClock });
  manager = createManager({ client, name: "test", clock: hastyClock });
  abort = new AbortController();
  running = undefined;
});

afterEach(async () => {
  abort.abort();
  await running;
  await client.close();
  await server.stop();
});

function start(reconciler: Reconciler<Widget>, options: Partial<ControllerOptions<Widget>> = {}): void {
  manager.addController({ name: "widget", for: { resource: widgets }, resyncMilliseconds: 0, reconciler, ...options });
  running = manager.start(abort.signal);
}

function putWidget(name: string, size = 1): Widget {
  return server.put(widgets, { metadata: { name, namespace: "test" }, spec: { size } });
}

function changeWidget(name: string, change: Partial<Widget>): void {
  const widget = server.find(widgets, name, "test");
  if (widget === undefined) throw new Error(`no widget ${name}`);
  server.put(widgets, { ...widget, ...change, metadata: { ...widget.metadata, ...change.metadata } });
}

/** Gives a widget one config map, as operators do. */
const makesConfigMap: Reconciler<Widget> = {
  async reconcile(widget, { client: writer }: ReconcileContext) {
    const { name, namespace } = widget.metadata;
    const wish = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        ownerReferences: [controllerReference(widget)],
      },
      data: { size: String(widget.spec?.size) },
    };
    const cached = manager.caches.for({ resource: configMaps }).get(`${namespace ?? ""}/${name}`);
    if (cached?.data?.["size"] !== wish.data.size) await writer.apply(configMaps, wish, { fieldManager: "test" });
  },
};

async function readMetric(line: string): Promise<boolean> {
  return (await manager.metrics.registry.metrics()).includes(line);
}

test("what is there at the start and what comes later is reconciled, with exactly these writes", async () => {
  putWidget("a");
  start(makesConfigMap, { owns: [{ resource: configMaps }] });
  await eventually(() => server.find(configMaps, "a", "test") !== undefined);
  putWidget("b", 2);
  await eventually(() => server.find(configMaps, "b", "test")?.data?.["size"] === "2");
  expect(server.writes).toEqual([`PATCH ${configMapPath}/a`, `PATCH ${configMapPath}/b`]);
});

test("a child that is deleted or changed comes back, and nothing is written when nothing changed", async () => {
  putWidget("a");
  start(makesConfigMap, { owns: [{ resource: configMaps }] });
  await eventually(() => server.find(configMaps, "a", "test") !== undefined);
  server.remove(configMaps, "a", "test");
  await eventually(() => server.find(configMaps, "a", "test") !== undefined);
  const child = server.find(configMaps, "a", "test");
  server.put(configMaps, { metadata: { ...child?.metadata, name: "a" }, data: { size: "99" } });
  await eventually(() => server.find(configMaps, "a", "test")?.data?.["size"] === "1");
  changeWidget("a", { metadata: { name: "a", namespace: "test", labels: { touched: "yes" } } });
  await eventually(() => manager.caches.for({ resource: widgets }).get("test/a")?.metadata.labels !== undefined);
  expect(server.writes).toHaveLength(3);
});

test("our own status write does not lead to another reconcile", async () => {
  let reconciles = 0;
  putWidget("a");
  start({
    async reconcile(widget, { client: writer }) {
      reconciles++;
      await writer.patchMerge(widgets, widget.metadata, { status: { phase: "Good" } }, { subresource: "status" });
    },
  });
  await eventually(() => manager.caches.for({ resource: widgets }).get("test/a")?.status?.phase === "Good");
  putWidget("b");
  await eventually(() => server.find(widgets, "b", "test")?.status?.phase === "Good");
  expect(reconciles).toBe(2);
});

test("the finalizer goes on before the first reconcile and off after cleanup is done, not before", async () => {
  const calls: string[] = [];
  let isClean = false;
  putWidget("a");
  start(
    {
      reconcile: (widget) => {
        calls.push(`reconcile ${(widget.metadata.finalizers ?? []).join()}`);
        return Promise.resolve();
      },
      cleanup: () => {
        calls.push("cleanup");
        return Promise.resolve(isClean ? "done" : { recheckAfterMilliseconds: 100 });
      },
    },
    { finalizer: "example.com/test" },
  );
  await eventually(() => calls.length > 0);
  server.remove(widgets, "a", "test");
  await eventually(() => calls.filter((call) => call === "cleanup").length >= 3);
  expect(server.find(widgets, "a", "test")?.metadata.finalizers).toEqual(["example.com/test"]);
  isClean = true;
  await eventually(() => server.find(widgets, "a", "test") === undefined);
  expect(calls.filter((call) => call !== "cleanup").every((call) => call === "reconcile example.com/test")).toBe(true);
  expect(server.writes).toEqual([`PATCH ${widgetPath}/a`, `PATCH ${widgetPath}/a`]);
});

test("a cleanup that fails keeps the finalizer and is tried again", async () => {
  let failures = 3;
  putWidget("a");
  start(
    {
      reconcile: () => Promise.resolve(),
      cleanup: () => (failures-- > 0 ? Promise.reject(new Error("database away")) : Promise.resolve("done" as const)),
    },
    { finalizer: "example.com/test" },
  );
  await eventually(() => server.find(widgets, "a", "test")?.metadata.finalizers !== undefined);
  server.remove(widgets, "a", "test");
  await eventually(() => server.find(widgets, "a", "test") === undefined);
  expect(failures).toBe(-1);
});

test("failures are tried again with growing numbers until they pass", async () => {
  const attempts: number[] = [];
  putWidget("a");
  start({
    reconcile: (_widget, { attempt }) => {
      attempts.push(attempt);
      return attempt < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve();
    },
  });
  await eventually(() => attempts.length === 4);
  expect(attempts).toEqual([0, 1, 2, 3]);
  expect(await readMetric('controller_runtime_reconcile_total{controller="widget",result="error"} 3')).toBe(true);
});

test("a terminal error is not tried again until the object changes", async () => {
  const sizes: (number | undefined)[] = [];
  putWidget("a", 1);
  start({
    reconcile: (widget) => {
      sizes.push(widget.spec?.size);
      return widget.spec?.size === 1 ? Promise.reject(new TerminalError("never")) : Promise.resolve();
    },
  });
  await eventually(() => sizes.length === 1);
  putWidget("b", 3);
  await eventually(() => sizes.length === 2);
  changeWidget("a", { spec: { size: 2 } });
  await eventually(() => sizes.length === 3);
  expect(sizes).toEqual([1, 3, 2]);
  expect(await readMetric('controller_runtime_terminal_reconcile_errors_total{controller="widget"} 1')).toBe(true);
});

test("an expected wait is no error", async () => {
  let calls = 0;
  putWidget("a");
  start({
    reconcile: () => (calls++ < 2 ? Promise.reject(new WaitError("a pod", 100)) : Promise.resolve()),
  });
  await eventually(() => calls === 3);
  expect(await readMetric('controller_runtime_reconcile_errors_total{controller="widget"} 0')).toBe(true);
});

test("a programming error is survived and counted as a panic", async () => {
  let calls = 0;
  putWidget("a");
  start({
    reconcile: () => {
      if (calls++ === 0) throw new TypeError("undefined is not a function");
      return Promise.resolve();
    },
  });
  await eventually(() => calls === 2);
  expect(await readMetric('controller_runtime_reconcile_panics_total{controller="widget"} 1')).toBe(true);
});

test("work that ignores its deadline frees the worker, but its key is not worked on twice and it writes no more", async () => {
  const stuck = Promise.withResolvers<void>();
  const seen: string[] = [];
  let lateWrite: Promise<unknown> | undefined;
  putWidget("a");
  start(
    {
      reconcile: async (widget, context) => {
        seen.push(widget.metadata.name);
        if (widget.metadata.name === "a" && seen.length === 1) {
          await stuck.promise;
          lateWrite = context.client
            .patchMerge(widgets, widget.metadata, { spec: { size: 9 } })
            .catch((error: unknown) => error);
          await lateWrite;
        }
      },
    },
    { timeoutMilliseconds: 1000 },
  );
  await eventually(() => seen.length === 1);
  putWidget("b");
  await eventually(() => seen.includes("b"));
  changeWidget("a", { spec: { size: 2 } });
  putWidget("c");
  await eventually(() => seen.includes("c"));
  expect(seen).toEqual(["a", "b", "c"]);
  stuck.resolve();
  await eventually(() => seen.length === 4);
  expect(seen[3]).toBe("a");
  expect(await lateWrite).toMatchObject({ name: "WriteRefusedError" });
  expect(server.writes).toEqual([]);
});

test("one object is never reconciled twice at a time, several objects are", async () => {
  let active = 0;
  let most = 0;
  const perKey = new Map<string, number>();
  const overlaps: string[] = [];
  const release = Promise.withResolvers<void>();
  for (const name of ["a", "b", "c"]) putWidget(name);
  start(
    {
      reconcile: async (_widget, { key }) => {
        perKey.set(key, (perKey.get(key) ?? 0) + 1);
        if ((perKey.get(key) ?? 0) > 1) overlaps.push(key);
        most = Math.max(most, ++active);
        await release.promise;
        active--;
        perKey.set(key, (perKey.get(key) ?? 1) - 1);
      },
    },
    { concurrency: 3 },
  );
  await eventually(() => active === 3);
  changeWidget("a", { spec: { size: 5 } });
  release.resolve();
  await eventually(() => active === 0);
  expect({ most, overlaps }).toEqual({ most: 3, overlaps: [] });
});

test("a reconcile never sees a view older than its own last write", async () => {
  const seen: (number | undefined)[] = [];
  putWidget("a", 1);
  start({
    async reconcile(widget, { client: writer }) {
      seen.push(widget.spec?.size);
      if (widget.spec?.size === 1) await writer.patchMerge(widgets, widget.metadata, { spec: { size: 2 } });
    },
  });
  await eventually(() => seen.length > 0);
  await eventually(() => server.find(widgets, "a", "test")?.spec?.size === 2);
  await eventually(() => seen.includes(2));
  expect(seen).toEqual([1, 2]);
});

test("while the watch lags behind our own write, the object waits instead of being written again", async () => {
  putWidget("a", 1);
  let reconciles = 0;
  const cut = (): void => {
    server.intercept = ({ isWatch }) => (isWatch ? fault.hang() : undefined);
    server.dropWatches("end");
  };
  start({
    async reconcile(widget, { client: writer }) {
      reconciles++;
      if (widget.spec?.size !== 1) return;
      cut();
      await writer.patchMerge(widgets, widget.metadata, { spec: { size: 2 } });
      return { recheckAfterMilliseconds: 1 };
    },
  });
  await eventually(() => reconciles === 1);
  while (!(await readMetric('stale_sync_skips_total{controller="widget"} 2'))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(reconciles).toBe(1);
  expect(server.writes).toHaveLength(1);
});

test("other objects lead to those they are mapped to, also when they stop being so", async () => {
  const keys: string[] = [];
  putWidget("a");
  putWidget("b");
  server.put(configMaps, { metadata: { name: "shared", namespace: "test" }, data: { widget: "a" } });
  start(
    { reconcile: (_widget, { key }) => Promise.resolve(void keys.push(key)) },
    {
      watches: [
        {
          resource: configMaps,
          map: ({ data }: ConfigMap) => [`test/${data?.["widget"] ?? ""}`],
        },
      ],
    },
  );
  await eventually(() => keys.length >= 2);
  keys.length = 0;
  server.put(configMaps, { metadata: { name: "shared", namespace: "test" }, data: { widget: "b" } });
  await eventually(() => keys.length === 2);
  expect(keys.sort()).toEqual(["test/a", "test/b"]);
});

test("a user's change goes before the objects that are merely there", async () => {
  for (let number = 0; number < 20; number++) putWidget(`old-${number}`);
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  start({
    reconcile: async (_widget, { key }) => {
      order.push(key);
      if (order.length === 1) await first.promise;
    },
  });
  await eventually(() => order.length === 1);
  putWidget("new");
  await eventually(() => manager.caches.for({ resource: widgets }).get("test/new") !== undefined);
  first.resolve();
  await eventually(() => order.length === 21);
  expect(order[1]).toBe("test/new");
});

test("whoever kept something in memory for an object hears that it is gone", async () => {
  const forgotten: string[] = [];
  putWidget("a");
  start({ reconcile: () => Promise.resolve(), forget: (key) => void forgotten.push(key) });
  await eventually(() => server.liveWatches === 1);
  server.remove(widgets, "a", "test");
  await eventually(() => forgotten.length === 1);
  expect(forgotten).toEqual(["test/a"]);
});

test("a quiet object is looked at again after a while", async () => {
  let reconciles = 0;
  putWidget("a");
  start({ reconcile: () => Promise.resolve(void reconciles++) }, { resyncMilliseconds: 1000 });
  await eventually(() => reconciles >= 3);
});
