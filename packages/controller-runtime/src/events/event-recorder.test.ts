import { afterEach, beforeEach, expect, test } from "vitest";

import { widgets } from "../../testing/resources.ts";
import { fault, TestApiServer } from "../../testing/test-api-server.ts";
import type { Client } from "../client/client.ts";
import { createClient } from "../client/create-client.ts";
import { VirtualClock } from "../clock/virtual-clock.ts";
import { createEventRecorder } from "./create-event-recorder.ts";
import type { EventRecorder } from "./types.ts";

const started = { type: "Normal", reason: "Started", action: "Start", note: "The widget runs." } as const;

let server: TestApiServer;
let client: Client;
let clock: VirtualClock;
let recorder: EventRecorder;

beforeEach(async () => {
  server = await TestApiServer.start();
  client = createClient({ config: server.config });
  clock = new VirtualClock();
  recorder = createEventRecorder({ client, reportingController: "test", reportingInstance: "test-1", clock });
});

afterEach(async () => {
  await client.close();
  await server.stop();
});

function makeWidget(name = "a"): ReturnType<typeof server.put> {
  return server.put(widgets, { metadata: { name, namespace: "shop" } });
}

test("an event says what happened to what, in the fields that kubectl shows", async () => {
  const widget = makeWidget();
  recorder.record(widget, started);
  await recorder.flush();
  const [request] = server.requests;
  expect(request?.path).toBe("/apis/events.k8s.io/v1/namespaces/shop/events");
  expect(request?.body).toMatchObject({
    ...started,
    eventTime: "2026-01-01T00:00:00.000000Z",
    regarding: { apiVersion: "example.com/v1", kind: "Widget", name: "a", namespace: "shop", uid: widget.metadata.uid },
    reportingController: "test",
    reportingInstance: "test-1",
  });
});

test("events of cluster-scoped objects go to the default namespace", async () => {
  recorder.record({ apiVersion: "example.com/v1", kind: "Planet", metadata: { name: "earth" } }, started);
  await recorder.flush();
  expect(server.writes).toEqual(["POST /apis/events.k8s.io/v1/namespaces/default/events"]);
});

test("equal events become one series, counted", async () => {
  const widget = makeWidget();
  for (let count = 0; count < 10; count++) recorder.record(widget, started);
  await clock.advance(61_000);
  recorder.record(widget, started);
  await recorder.flush();
  const bodies = server.requests.map(({ method, body }) => [
    method,
    (body as { series?: { count: number } }).series?.count,
  ]);
  expect(bodies).toEqual([
    ["POST", undefined],
    ["PATCH", 2],
    ["PATCH", 11],
  ]);
});

test("the same again after a quiet while is a new event", async () => {
  const widget = makeWidget();
  recorder.record(widget, started);
  await clock.advance(6 * 60_000 + 1);
  recorder.record(widget, started);
  await recorder.flush();
  expect(server.writes.map((write) => write.split(" ")[0])).toEqual(["POST", "POST"]);
});

test("a flood about one object is cut at 25, another object is still heard", async () => {
  const [loud, quiet] = [makeWidget("loud"), makeWidget("quiet")];
  for (let count = 0; count < 100; count++) recorder.record(loud, { ...started, note: `number ${count}` });
  recorder.record(quiet, started);
  await recorder.flush();
  const names = server.requests.map(({ body }) => (body as { regarding: { name: string } }).regarding.name);
  expect(names.filter((name) => name === "loud")).toHaveLength(25);
  expect(names.filter((name) => name === "quiet")).toHaveLength(1);
});

test("an event that cannot be written is given up, and the next one is not held back", async () => {
  const widget = makeWidget();
  let isFirst = true;
  server.intercept = () => {
    const what = isFirst ? fault.status(403, "Forbidden") : undefined;
    isFirst = false;
    return what;
  };
  recorder.record(widget, started);
  recorder.record(widget, { ...started, note: "another" });
  await recorder.flush();
  expect(server.store.version).toBe(2);
});

test("a long note is cut", async () => {
  recorder.record(makeWidget(), { ...started, note: "x".repeat(5000) });
  await recorder.flush();
  expect((server.requests[0]?.body as { note: string }).note).toHaveLength(1024);
});
