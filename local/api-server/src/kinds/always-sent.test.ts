import { expect, test } from "vitest";
import { useServer } from "../../testing/test-server.ts";
import type { JsonObject } from "../objects.ts";
import { fillAlwaysSent } from "./always-sent.ts";

const held = useServer();

const event = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: { name, namespace: "default" },
  involvedObject: { kind: "Pod", name: "a", namespace: "default" },
  reason: "Done",
  ...more,
});

test("an Event has the times that nobody set, in both of its versions", async () => {
  await held.client.call("POST", "/api/v1/namespaces/default/events", { body: event("plain") });
  const { body } = await held.client.get("/api/v1/namespaces/default/events/plain");
  expect(body).toMatchObject({ firstTimestamp: null, lastTimestamp: null, eventTime: null, source: {} });
  const { body: newer } = await held.client.get("/apis/events.k8s.io/v1/namespaces/default/events/plain");
  expect(newer).toMatchObject({ deprecatedFirstTimestamp: null, deprecatedLastTimestamp: null, deprecatedSource: {} });
});

test("what somebody set stays, and a second write of the same changes nothing", async () => {
  const body = event("timed", { lastTimestamp: "2026-11-30T12:00:00Z", source: { component: "x" } });
  const first = await held.client.call("POST", "/api/v1/namespaces/default/events", { body });
  expect(first.body).toMatchObject({ lastTimestamp: "2026-11-30T12:00:00Z", source: { component: "x" } });
  const again = await held.client.call("PUT", "/api/v1/namespaces/default/events/timed", { body: first.body });
  expect(again.body["metadata"]).toEqual(first.body["metadata"]);
});

test("applying the same again changes nothing, and nobody owns what nobody set", async () => {
  const role = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: { name: "empty", labels: { a: "b" } },
  };
  const path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/empty?fieldManager=test";
  const apply = () => held.client.call("PATCH", path, { body: role, contentType: "application/apply-patch+yaml" });
  const first = await apply();
  expect(first.body["rules"]).toBeNull();
  expect(JSON.stringify(first.body["metadata"])).not.toContain("f:rules");
  expect((await apply()).body["metadata"]).toEqual(first.body["metadata"]);
});

test("members of lists have theirs, and what is missing as a whole stays missing", () => {
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: { template: { spec: { containers: [{ name: "web" }] } } },
  };
  fillAlwaysSent(deployment);
  expect(deployment).toEqual({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      selector: null,
      strategy: {},
      template: { metadata: {}, spec: { containers: [{ name: "web", resources: {} }] } },
    },
    status: {},
  });
});

test("what the generated types do not know is left alone", () => {
  const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "one" }, spec: {} };
  fillAlwaysSent(widget);
  expect(widget).toEqual({ apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "one" }, spec: {} });
});
