import { beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../objects.ts";
import { useServer } from "../../testing/test-server.ts";
import { WIDGET_DEFINITION } from "../../testing/widget-definition.ts";

const held = useServer();
const WIDGETS = "/apis/example.com/v1/namespaces/default/widgets";

function widget(name: string, more: JsonObject): JsonObject {
  return { apiVersion: "example.com/v1", kind: "Widget", metadata: { name }, ...more };
}

function versionOf(body: JsonObject): unknown {
  return (body["metadata"] as JsonObject)["resourceVersion"];
}

beforeAll(async () => {
  await held.client.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", WIDGET_DEFINITION);
});

describe("server-side apply over HTTPS", () => {
  test("creates, and the same apply again writes nothing", async () => {
    const body = widget("applied", { spec: { size: "small", labels: { a: "1" } } });
    const first = await held.client.apply(`${WIDGETS}/applied`, "one", body);
    const second = await held.client.apply(`${WIDGETS}/applied`, "one", body);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(versionOf(second.body)).toBe(versionOf(first.body));
  });

  test("of built-in kinds writes nothing the second time, defaults and quantities notwithstanding", async () => {
    const container = {
      name: "c",
      image: "x:1",
      ports: [{ containerPort: 80 }],
      resources: { limits: { cpu: "0.25", memory: "1024Mi" } },
    };
    const deployment: JsonObject = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: {
        selector: { matchLabels: { a: "b" } },
        template: { metadata: { labels: { a: "b" } }, spec: { containers: [container] } },
      },
    };
    const path = "/apis/apps/v1/namespaces/default/deployments/web";
    const first = await held.client.apply(path, "one", deployment, "&force=true");
    const second = await held.client.apply(path, "one", deployment, "&force=true");
    expect(versionOf(second.body)).toBe(versionOf(first.body));
  });

  test("of the status leaves the spec alone and owns the status only", async () => {
    const before = (await held.client.post(WIDGETS, widget("reported", { spec: { size: "small" } }))).body;
    const status = { replicas: 3, conditions: [{ type: "Ready", status: "True" }] };
    const body = widget("reported", { spec: { size: "large" }, status });
    const { body: after } = await held.client.apply(`${WIDGETS}/reported/status`, "reporter", body);
    expect([after["spec"], after["status"]]).toEqual([before["spec"], status]);
    const managers = (after["metadata"] as { managedFields: JsonObject[] }).managedFields;
    const reporter = managers.find((each) => each["manager"] === "reporter");
    expect(reporter).toMatchObject({ operation: "Apply", subresource: "status" });
    expect(Object.keys(reporter?.["fieldsV1"] as JsonObject)).toEqual(["f:status"]);
  });

  test("of the object does not touch or own its status", async () => {
    const body = widget("reported", { spec: { size: "small" }, status: { replicas: 9 } });
    const { body: after } = await held.client.apply(`${WIDGETS}/reported`, "one", body, "&force=true");
    expect(after["status"]).toMatchObject({ replicas: 3 });
    const managers = (after["metadata"] as { managedFields: JsonObject[] }).managedFields;
    expect(JSON.stringify(managers.find((each) => each["manager"] === "one"))).not.toContain("f:status");
  });

  test("without a manager is refused", async () => {
    const contentType = "application/apply-patch+yaml";
    const answer = await held.client.call("PATCH", `${WIDGETS}/x`, { body: widget("x", {}), contentType });
    expect([answer.status, answer.body["message"]]).toEqual([
      422,
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ]);
  });

  test("to a definition that gained a default since writes that default", async () => {
    await held.client.post(WIDGETS, widget("unchanged", { spec: { size: "small" } }));
    const applied = { ...widget("unchanged", {}), metadata: { name: "unchanged", labels: { by: "one" } } };
    const early = await held.client.apply(`${WIDGETS}/unchanged`, "one", applied);
    await held.client.post(WIDGETS, widget("older", { spec: { size: "small" } }));
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com";
    const { body } = await held.client.get(path);
    const changed = JSON.stringify(body).replace(
      '"name":{"type":"string",',
      '"name":{"type":"string","default":"given",',
    );
    await held.client.put(path, JSON.parse(changed) as JsonObject);
    const before = await held.client.get(`${WIDGETS}/older`);
    const after = await held.client.merge(`${WIDGETS}/older`, { metadata: { labels: { touched: "yes" } } });
    expect(after.body["spec"]).toMatchObject({ name: "given" });
    expect(versionOf(after.body)).not.toBe(versionOf(before.body));
    expect((await held.client.get(`${WIDGETS}/older`)).body).toEqual(after.body);
    const late = await held.client.apply(`${WIDGETS}/unchanged`, "one", applied);
    expect(late.body["spec"]).toMatchObject({ name: "given" });
    expect(versionOf(late.body)).not.toBe(versionOf(early.body));
  });
});

describe("what an operator's author meets", () => {
  const pod = (spec: JsonObject): JsonObject => ({ metadata: { name: "p" }, spec });
  const service = (ports: JsonObject[]): JsonObject => ({ metadata: { name: "s" }, spec: { ports } });

  test.each<[string, string, JsonObject, string]>([
    ["a pod without containers", "api/v1 pods", pod({}), "spec.containers: Required value"],
    [
      "a container without an image",
      "api/v1 pods",
      pod({ containers: [{ name: "c" }] }),
      "spec.containers[0].image: Required value",
    ],
    [
      "a mount of no volume",
      "api/v1 pods",
      pod({ containers: [{ name: "c", image: "x", volumeMounts: [{ name: "v", mountPath: "/v" }] }] }),
      'spec.containers[0].volumeMounts[0].name: Not found: "v"',
    ],
    [
      "a number as an environment value",
      "api/v1 pods",
      pod({ containers: [{ name: "c", image: "x", env: [{ name: "N", value: 1 }] }] }),
      "spec.containers[0].env[0].value: Invalid value: 1: must be a string",
    ],
    [
      "a selector that does not match",
      "apis/apps/v1 deployments",
      {
        metadata: { name: "d" },
        spec: {
          selector: { matchLabels: { a: "b" } },
          template: { spec: { containers: [{ name: "c", image: "x" }] } },
        },
      },
      "`selector` does not match template `labels`",
    ],
    ["two unnamed ports", "api/v1 services", service([{ port: 1 }, { port: 2 }]), "spec.ports[0].name: Required value"],
    ["a port out of range", "api/v1 services", service([{ port: 70000 }]), "must be between 1 and 65535"],
    [
      "an owner without uid",
      "api/v1 configmaps",
      { metadata: { name: "o", ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "a" }] } },
      "metadata.ownerReferences[0].uid",
    ],
  ])("%s is refused", async (_, target, body, message) => {
    const [groupVersion, resource] = target.split(" ");
    const answer = await held.client.post(`/${groupVersion}/namespaces/default/${resource}`, body);
    expect(answer.status).toBe(422);
    expect(answer.body["message"]).toContain(message);
  });
});

describe("fault hooks", () => {
  const path = "/api/v1/namespaces/default/configmaps";

  test("answer in the server's place, and nothing is done", async () => {
    held.server.hooks.fault = (request) => (request.method === "POST" ? { status: 503 } : undefined);
    const refused = await held.client.post(path, { metadata: { name: "faulty" } });
    delete held.server.hooks.fault;
    expect(refused.status).toBe(503);
    expect((await held.client.get(`${path}/faulty`)).status).toBe(404);
  });

  test("lose the answer to a write that was done", async () => {
    held.server.hooks.fault = () => ({ disconnect: "after" });
    await expect(held.client.post(path, { metadata: { name: "unheard" } })).rejects.toThrow(/hang up|ECONNRESET/);
    delete held.server.hooks.fault;
    expect((await held.client.get(`${path}/unheard`)).status).toBe(200);
  });

  test("the request log tells who wrote what", async () => {
    held.server.recordRequests(10);
    await held.client.apply(`${path}/logged`, "scribe", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "logged" },
    });
    await new Promise((resolve) => setImmediate(resolve));
    const record = held.server.requestLog.at(-1);
    expect(record).toMatchObject({ method: "PATCH", path: `${path}/logged`, fieldManager: "scribe", status: 201 });
  });
});
