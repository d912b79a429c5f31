import { afterEach, beforeEach, expect, test } from "vitest";

import { ControllerHarness } from "../../testing/controller-harness.ts";
import { eventually } from "../../testing/eventually.ts";
import { widgets } from "../../testing/resources.ts";
import { fault } from "../../testing/test-api-server.ts";
import { TerminalError, WaitError } from "../errors.ts";

let harness: ControllerHarness;

beforeEach(async () => {
  harness = await ControllerHarness.create();
});

afterEach(() => harness.stop());

test("a cleanup that fails keeps the finalizer and is tried again", async () => {
  let failures = 3;
  harness.putWidget("a");
  harness.start(
    {
      reconcile: () => Promise.resolve(),
      cleanup: () => (failures-- > 0 ? Promise.reject(new Error("database away")) : Promise.resolve("done" as const)),
    },
    { finalizer: "example.com/test" },
  );
  await eventually(() => harness.server.find(widgets, "a", "test")?.metadata.finalizers !== undefined);
  harness.server.remove(widgets, "a", "test");
  await eventually(() => harness.server.find(widgets, "a", "test") === undefined);
  expect(failures).toBe(-1);
});

test("a finalizer that a policy will not let go is a failure, with growing pauses", async () => {
  const attempts: number[] = [];
  harness.putWidget("a");
  harness.start(
    {
      reconcile: () => Promise.resolve(),
      cleanup: (_widget, { attempt }) => {
        attempts.push(attempt);
        return Promise.resolve("done" as const);
      },
    },
    { finalizer: "example.com/test" },
  );
  await eventually(() => harness.cached("a")?.metadata.finalizers !== undefined);
  harness.server.intercept = ({ method }) => (method === "PATCH" ? fault.status(422, "Invalid") : undefined);
  harness.server.remove(widgets, "a", "test");
  // On a busy machine a fifth may come before this sees the fourth.
  await eventually(() => attempts.length >= 4);
  harness.server.intercept = () => undefined;
  await eventually(() => harness.server.find(widgets, "a", "test") === undefined);
  expect(attempts.slice(0, 4)).toEqual([0, 1, 2, 3]);
  const failures = attempts.length - 1;
  expect(await harness.hasMetric(`controller_runtime_reconcile_errors_total{controller="widget"} ${failures}`)).toBe(
    true,
  );
});

test("failures are tried again with growing numbers until they pass", async () => {
  const attempts: number[] = [];
  harness.putWidget("a");
  harness.start({
    reconcile: (_widget, { attempt }) => {
      attempts.push(attempt);
      return attempt < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve();
    },
  });
  await eventually(() => attempts.length === 4);
  expect(attempts).toEqual([0, 1, 2, 3]);
  expect(await harness.hasMetric('controller_runtime_reconcile_total{controller="widget",result="error"} 3')).toBe(
    true,
  );
});

test("a terminal error is not tried again until the object changes", async () => {
  const sizes: (number | undefined)[] = [];
  harness.putWidget("a", 1);
  harness.start({
    reconcile: (widget) => {
      sizes.push(widget.spec?.size);
      return widget.spec?.size === 1 ? Promise.reject(new TerminalError("never")) : Promise.resolve();
    },
  });
  await eventually(() => sizes.length === 1);
  harness.putWidget("b", 3);
  await eventually(() => sizes.length === 2);
  harness.changeWidget("a", { spec: { size: 2 } });
  await eventually(() => sizes.length === 3);
  expect(sizes).toEqual([1, 3, 2]);
  expect(await harness.hasMetric('controller_runtime_terminal_reconcile_errors_total{controller="widget"} 1')).toBe(
    true,
  );
});

test("an expected wait is no error", async () => {
  let calls = 0;
  harness.putWidget("a");
  harness.start({
    reconcile: () => (calls++ < 2 ? Promise.reject(new WaitError("a pod", 100)) : Promise.resolve()),
  });
  await eventually(() => calls === 3);
  expect(await harness.hasMetric('controller_runtime_reconcile_errors_total{controller="widget"} 0')).toBe(true);
});

test("a programming error is survived and counted as a panic", async () => {
  let calls = 0;
  harness.putWidget("a");
  harness.start({
    reconcile: () => {
      if (calls++ === 0) throw new TypeError("undefined is not a function");
      return Promise.resolve();
    },
  });
  await eventually(() => calls === 2);
  expect(await harness.hasMetric('controller_runtime_reconcile_panics_total{controller="widget"} 1')).toBe(true);
});

test("work that ignores its deadline frees the worker, but its key is not worked on twice and it writes no more", async () => {
  const stuck = Promise.withResolvers<void>();
  const seen: string[] = [];
  let lateWrite: Promise<unknown> | undefined;
  harness.putWidget("a");
  harness.start(
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
  harness.putWidget("b");
  await eventually(() => seen.includes("b"));
  harness.changeWidget("a", { spec: { size: 2 } });
  harness.putWidget("c");
  await eventually(() => seen.includes("c"));
  expect(seen).toEqual(["a", "b", "c"]);
  stuck.resolve();
  await eventually(() => seen.length === 4);
  expect(seen[3]).toBe("a");
  expect(await lateWrite).toMatchObject({ name: "WriteRefusedError" });
  expect(harness.server.writes).toEqual([]);
});

test("one object is never reconciled twice at a time, several objects are", async () => {
  let active = 0;
  let most = 0;
  const perKey = new Map<string, number>();
  const overlaps: string[] = [];
  const release = Promise.withResolvers<void>();
  for (const name of ["a", "b", "c"]) harness.putWidget(name);
  harness.start(
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
  harness.changeWidget("a", { spec: { size: 5 } });
  release.resolve();
  await eventually(() => active === 0);
  expect({ most, overlaps }).toEqual({ most: 3, overlaps: [] });
});

test("a reconcile never sees a view older than its own last write", async () => {
  const seen: (number | undefined)[] = [];
  harness.putWidget("a", 1);
  harness.start({
    async reconcile(widget, { client: writer }) {
      seen.push(widget.spec?.size);
      if (widget.spec?.size === 1) await writer.patchMerge(widgets, widget.metadata, { spec: { size: 2 } });
    },
  });
  await eventually(() => seen.length > 0);
  await eventually(() => harness.server.find(widgets, "a", "test")?.spec?.size === 2);
  await eventually(() => seen.includes(2));
  expect(seen).toEqual([1, 2]);
});

test("while the watch lags behind our own write, the object waits instead of being written again", async () => {
  harness.putWidget("a", 1);
  let reconciles = 0;
  const cut = (): void => {
    harness.server.intercept = ({ isWatch }) => (isWatch ? fault.hang() : undefined);
    harness.server.dropWatches("end");
  };
  harness.start({
    async reconcile(widget, { client: writer }) {
      reconciles++;
      if (widget.spec?.size !== 1) return;
      cut();
      await writer.patchMerge(widgets, widget.metadata, { spec: { size: 2 } });
      return { requeueAfterMilliseconds: 1 };
    },
  });
  await eventually(() => reconciles === 1);
  while (!(await harness.hasMetric('stale_sync_skips_total{controller="widget"} 2'))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(reconciles).toBe(1);
  expect(harness.server.writes).toHaveLength(1);
});
