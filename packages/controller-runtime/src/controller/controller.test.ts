import { afterEach, beforeEach, expect, test } from "vitest";

import { ControllerHarness } from "../../testing/controller-harness.ts";
import { eventually } from "../../testing/eventually.ts";
import { type ConfigMap, configMaps, type Widget, widgets } from "../../testing/resources.ts";
import { controllerReference } from "../object.ts";
import { LOW_PRIORITY } from "../queue/work-queue.ts";
import type { ReconcileContext, Reconciler } from "./types.ts";

const widgetPath = "/apis/example.com/v1/namespaces/test/widgets";
const configMapPath = "/api/v1/namespaces/test/configmaps";

let harness: ControllerHarness;

beforeEach(async () => {
  harness = await ControllerHarness.create();
});

afterEach(() => harness.stop());

/** Gives a widget one config map, as operators do. */
const makesConfigMap: Reconciler<Widget> = {
  async reconcile(widget, { client: writer }: ReconcileContext) {
    const { name, namespace } = widget.metadata;
    const desired = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        ownerReferences: [controllerReference(widget)],
      },
      data: { size: String(widget.spec?.size) },
    };
    const cached = harness.manager.caches.for({ resource: configMaps }).get(`${namespace ?? ""}/${name}`);
    if (cached?.data?.["size"] !== desired.data.size) await writer.apply(configMaps, desired, { fieldManager: "test" });
  },
};

test("what is there at the start and what comes later is reconciled, with exactly these writes", async () => {
  harness.putWidget("a");
  harness.start(makesConfigMap, { owns: [{ resource: configMaps }] });
  await eventually(() => harness.server.find(configMaps, "a", "test") !== undefined);
  harness.putWidget("b", 2);
  await eventually(() => harness.server.find(configMaps, "b", "test")?.data?.["size"] === "2");
  expect(harness.server.writes).toEqual([`PATCH ${configMapPath}/a`, `PATCH ${configMapPath}/b`]);
});

test("a child that is deleted or changed comes back, and nothing is written when nothing changed", async () => {
  harness.putWidget("a");
  harness.start(makesConfigMap, { owns: [{ resource: configMaps }] });
  await eventually(() => harness.server.find(configMaps, "a", "test") !== undefined);
  harness.server.remove(configMaps, "a", "test");
  await eventually(() => harness.server.find(configMaps, "a", "test") !== undefined);
  const child = harness.server.find(configMaps, "a", "test");
  harness.server.put(configMaps, { metadata: { ...child?.metadata, name: "a" }, data: { size: "99" } });
  await eventually(() => harness.server.find(configMaps, "a", "test")?.data?.["size"] === "1");
  harness.changeWidget("a", { metadata: { name: "a", namespace: "test", labels: { touched: "yes" } } });
  await eventually(() => harness.cached("a")?.metadata.labels !== undefined);
  expect(harness.server.writes).toHaveLength(3);
});

test("our own status write does not lead to another reconcile", async () => {
  let reconciles = 0;
  harness.putWidget("a");
  harness.start({
    async reconcile(widget, { client: writer }) {
      reconciles++;
      await writer.patchMerge(widgets, widget.metadata, { status: { phase: "Good" } }, { subresource: "status" });
    },
  });
  await eventually(() => harness.cached("a")?.status?.phase === "Good");
  harness.putWidget("b");
  await eventually(() => harness.server.find(widgets, "b", "test")?.status?.phase === "Good");
  expect(reconciles).toBe(2);
});

test("the finalizer goes on before the first reconcile and off after cleanup is done, not before", async () => {
  const calls: string[] = [];
  let isClean = false;
  harness.putWidget("a");
  harness.start(
    {
      reconcile: (widget) => {
        calls.push(`reconcile ${(widget.metadata.finalizers ?? []).join()}`);
        return Promise.resolve();
      },
      cleanup: () => {
        calls.push("cleanup");
        return Promise.resolve(isClean ? "done" : { requeueAfterMilliseconds: 100 });
      },
    },
    { finalizer: "example.com/test" },
  );
  await eventually(() => calls.length > 0);
  harness.server.remove(widgets, "a", "test");
  await eventually(() => calls.filter((call) => call === "cleanup").length >= 3);
  expect(harness.server.find(widgets, "a", "test")?.metadata.finalizers).toEqual(["example.com/test"]);
  isClean = true;
  await eventually(() => harness.server.find(widgets, "a", "test") === undefined);
  expect(calls.filter((call) => call !== "cleanup").every((call) => call === "reconcile example.com/test")).toBe(true);
  expect(harness.server.writes).toEqual([`PATCH ${widgetPath}/a`, `PATCH ${widgetPath}/a`]);
});

test("other objects lead to those they are mapped to, also when they stop being so", async () => {
  const keys: string[] = [];
  harness.putWidget("a");
  harness.putWidget("b");
  harness.server.put(configMaps, { metadata: { name: "shared", namespace: "test" }, data: { widget: "a" } });
  harness.start(
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
  harness.server.put(configMaps, { metadata: { name: "shared", namespace: "test" }, data: { widget: "b" } });
  await eventually(() => keys.length === 2);
  expect(keys.sort()).toEqual(["test/a", "test/b"]);
});

test("a user's change goes before the objects that are merely there", async () => {
  for (let number = 0; number < 20; number++) harness.putWidget(`old-${number}`);
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  harness.start({
    reconcile: async (_widget, { key }) => {
      order.push(key);
      if (order.length === 1) await first.promise;
    },
  });
  await eventually(() => order.length === 1);
  harness.putWidget("new");
  await eventually(() => harness.cached("new") !== undefined);
  first.resolve();
  await eventually(() => order.length === 21);
  expect(order[1]).toBe("test/new");
});

test("slow rechecks of low priority keep neither a user's change nor the other objects waiting", async () => {
  for (let number = 0; number < 20; number++) harness.putWidget(`troubled-${number}`);
  harness.putWidget("well", 1);
  const order: string[] = [];
  const steps: (() => void)[] = [];
  harness.start({
    reconcile: async (widget, { key, signal }) => {
      order.push(`${key} ${widget.spec?.size ?? ""}`);
      await new Promise<void>((resolve) => {
        steps.push(resolve);
        signal.addEventListener("abort", () => resolve());
      });
      return key === "test/well" ? undefined : { requeueAfterMilliseconds: 0, priority: LOW_PRIORITY };
    },
  });
  const finishOne = async () => {
    await eventually(() => steps.length === 1);
    steps.shift()?.();
  };
  for (let count = 0; count < 30; count++) await finishOne();
  expect(new Set(order.slice(0, 21))).toContain("test/well 1");
  await eventually(() => steps.length === 1);
  harness.changeWidget("well", { spec: { size: 2 } });
  await eventually(() => harness.cached("well")?.spec?.size === 2);
  const before = order.length;
  await finishOne();
  await eventually(() => order.length > before);
  expect(order[before]).toBe("test/well 2");
});

test("whoever kept something in memory for an object hears that it is gone", async () => {
  const forgotten: string[] = [];
  harness.putWidget("a");
  harness.start({ reconcile: () => Promise.resolve(), forget: (key) => void forgotten.push(key) });
  await eventually(() => harness.server.liveWatches === 1);
  harness.server.remove(widgets, "a", "test");
  await eventually(() => forgotten.length === 1);
  expect(forgotten).toEqual(["test/a"]);
});

test("a quiet object is looked at again after a while", async () => {
  let reconciles = 0;
  harness.putWidget("a");
  harness.start({ reconcile: () => Promise.resolve(void reconciles++) }, { resyncMilliseconds: 1000 });
  await eventually(() => reconciles >= 3);
});

test("something outside the cluster asks for reconciles too, until the controller ends", async () => {
  const reconciled: string[] = [];
  let ask: ((key: string) => void) | undefined;
  let isStopped = false;
  harness.putWidget("a");
  harness.start(
    { reconcile: async (widget) => void reconciled.push(widget.metadata.name) },
    {
      sources: [
        (enqueue) => {
          ask = enqueue;
          return () => (isStopped = true);
        },
      ],
    },
  );
  await eventually(() => reconciled.length === 1);
  ask?.("test/a");
  await eventually(() => reconciled.length === 2);
  await harness.stop();
  harness = await ControllerHarness.create();
  expect(isStopped).toBe(true);
});
