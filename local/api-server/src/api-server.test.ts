import { describe, expect, test } from "vitest";
import { startApiServer } from "./api-server.ts";
import type { JsonObject } from "./objects.ts";
import { TestClient } from "../testing/test-client.ts";
import { useServer } from "../testing/test-server.ts";

const held = useServer();
const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

function configMap(name: string, data: JsonObject = {}): JsonObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

describe("the door", () => {
  test("a request without the token is refused", async () => {
    const answer = await held.client.call("GET", "/api/v1/pods", { token: "wrong" });
    expect(answer.status).toBe(401);
    expect(answer.body["reason"]).toBe("Unauthorized");
  });

  test("health needs no token", async () => {
    const answer = await held.client.call("GET", "/readyz", { token: "wrong" });
    expect([answer.status, answer.text]).toEqual([200, "ok"]);
  });

  test("a client that does not know the authority does not connect", async () => {
    const stranger = new TestClient({ ...held.server, caPem: "" });
    await expect(stranger.get("/readyz")).rejects.toThrow(/self-signed|certificate/);
    stranger.close();
  });

  test("a taken port is told", async () => {
    const second = startApiServer({ dataDirectory: `${held.directory}/second`, port: held.server.port });
    await expect(second).rejects.toThrow(/EADDRINUSE/);
  });

  test("while it is paused nobody connects, and afterwards all is as before", async () => {
    await held.server.pause();
    await expect(held.client.get("/readyz")).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/);
    await held.server.resume();
    expect((await held.client.get("/readyz")).status).toBe(200);
  });
});

describe("objects", () => {
  test("a created object has what only the server can give", async () => {
    const { status, body } = await held.client.post(CONFIG_MAPS, configMap("made", { a: "1" }));
    expect(status).toBe(201);
    expect(body["metadata"]).toMatchObject({
      name: "made",
      namespace: "default",
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      resourceVersion: expect.stringMatching(/^\d+$/) as string,
      creationTimestamp: expect.stringMatching(/Z$/) as string,
    });
  });

  test("a second creation under the name is refused", async () => {
    await held.client.post(CONFIG_MAPS, configMap("twice"));
    const again = await held.client.post(CONFIG_MAPS, configMap("twice"));
    expect([again.status, again.body["reason"]]).toEqual([409, "AlreadyExists"]);
  });

  test("generateName gives names that differ", async () => {
    const body: JsonObject = { metadata: { generateName: "some-" } };
    const names = await Promise.all([1, 2, 3].map(async () => (await held.client.post(CONFIG_MAPS, body)).body));
    expect(new Set(names.map((each) => (each["metadata"] as JsonObject)["name"])).size).toBe(3);
  });

  test("an update from an old copy is refused and changes nothing", async () => {
    const { body } = await held.client.post(CONFIG_MAPS, configMap("stale", { a: "1" }));
    await held.client.put(`${CONFIG_MAPS}/stale`, { ...body, data: { a: "2" } });
    const late = await held.client.put(`${CONFIG_MAPS}/stale`, { ...body, data: { a: "3" } });
    expect([late.status, late.body["reason"]]).toEqual([409, "Conflict"]);
    expect((await held.client.get(`${CONFIG_MAPS}/stale`)).body["data"]).toEqual({ a: "2" });
  });

  test("a write that changes nothing keeps the version", async () => {
    const { body } = await held.client.post(CONFIG_MAPS, configMap("same", { a: "1" }));
    const again = await held.client.put(`${CONFIG_MAPS}/same`, body);
    expect((again.body["metadata"] as JsonObject)["resourceVersion"]).toBe(
      (body["metadata"] as JsonObject)["resourceVersion"],
    );
  });

  test("a dry run answers but keeps nothing", async () => {
    const { status } = await held.client.post(`${CONFIG_MAPS}?dryRun=All`, configMap("dry"));
    expect(status).toBe(201);
    expect((await held.client.get(`${CONFIG_MAPS}/dry`)).status).toBe(404);
  });

  test("a deletion with another uid or version is refused", async () => {
    await held.client.post(CONFIG_MAPS, configMap("guarded"));
    const byUid = await held.client.delete(`${CONFIG_MAPS}/guarded`, { preconditions: { uid: "other" } });
    const byVersion = await held.client.delete(`${CONFIG_MAPS}/guarded`, { preconditions: { resourceVersion: "1" } });
    expect([byUid.status, byVersion.status]).toEqual([409, 409]);
    expect((await held.client.delete(`${CONFIG_MAPS}/guarded`)).body["status"]).toBe("Success");
  });

  test("a name that is no name is refused with its field", async () => {
    const { status, body } = await held.client.post(CONFIG_MAPS, configMap("Bad_Name"));
    expect(status).toBe(422);
    expect(body["details"]).toMatchObject({ causes: [{ field: "metadata.name", reason: "FieldValueInvalid" }] });
  });

  test("an object in a namespace that does not exist is refused", async () => {
    const { status, body } = await held.client.post("/api/v1/namespaces/nowhere/configmaps", configMap("lost"));
    expect([status, body["message"]]).toEqual([404, 'namespaces "nowhere" not found']);
  });

  test("parallel increments under optimistic locking all count", async () => {
    await held.client.post(CONFIG_MAPS, configMap("counter", { n: "0" }));
    const increment = async (): Promise<void> => {
      for (;;) {
        const { body } = await held.client.get(`${CONFIG_MAPS}/counter`);
        const data = { n: String(Number((body["data"] as JsonObject)["n"]) + 1) };
        if ((await held.client.put(`${CONFIG_MAPS}/counter`, { ...body, data })).status === 200) return;
      }
    };
    await Promise.all(Array.from({ length: 20 }, increment));
    expect((await held.client.get(`${CONFIG_MAPS}/counter`)).body["data"]).toEqual({ n: "20" });
  });
});

describe("built-in kinds", () => {
  const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  const deployment: JsonObject = {
    metadata: { name: "web" },
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "web", image: "web:1", resources: { limits: { cpu: "0.5" } } }] },
      },
    },
    status: { readyReplicas: 9 },
  };

  test("a deployment gets its defaults, canonical quantities and no foreign status", async () => {
    const { body } = await held.client.post(DEPLOYMENTS, deployment);
    expect(body["status"]).toEqual({});
    expect(body["spec"]).toMatchObject({
      replicas: 1,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
      template: {
        spec: {
          restartPolicy: "Always",
          containers: [
            { imagePullPolicy: "IfNotPresent", resources: { limits: { cpu: "500m" }, requests: { cpu: "500m" } } },
          ],
        },
      },
    });
  });

  test("generation counts changes of the spec only", async () => {
    const generation = async (patch: JsonObject, path = ""): Promise<unknown> =>
      ((await held.client.merge(`${DEPLOYMENTS}/web${path}`, patch)).body["metadata"] as JsonObject)["generation"];
    expect(await generation({ metadata: { labels: { a: "b" } } })).toBe(1);
    expect(await generation({ status: { readyReplicas: 1 } }, "/status")).toBe(1);
    expect(await generation({ spec: { replicas: 2 } })).toBe(2);
  });

  test("the status changes through its own face only", async () => {
    const direct = await held.client.merge(`${DEPLOYMENTS}/web`, { status: { readyReplicas: 7 } });
    expect(direct.body["status"]).toEqual({ readyReplicas: 1 });
    const status = await held.client.merge(`${DEPLOYMENTS}/web/status`, {
      spec: { replicas: 9 },
      status: { readyReplicas: 2 },
    });
    expect([status.body["spec"], status.body["status"]]).toMatchObject([{ replicas: 2 }, { readyReplicas: 2 }]);
  });

  test("the scale is read and written", async () => {
    const scaled = await held.client.merge(`${DEPLOYMENTS}/web/scale`, { spec: { replicas: 5 } });
    expect(scaled.body).toMatchObject({ kind: "Scale", spec: { replicas: 5 }, status: { selector: "app=web" } });
    expect((await held.client.get(`${DEPLOYMENTS}/web`)).body["spec"]).toMatchObject({ replicas: 5 });
  });

  test("a selector cannot be changed", async () => {
    const { status, body } = await held.client.merge(`${DEPLOYMENTS}/web`, {
      spec: { selector: { matchLabels: { b: "c" } } },
    });
    expect(status).toBe(422);
    expect(body["message"]).toContain("spec.selector: Invalid value");
    expect(body["message"]).toContain("field is immutable");
  });

  test("unknown fields are dropped with a warning, or refused under strict validation", async () => {
    const bad = { ...configMap("unknown"), bogus: 1 };
    const warned = await held.client.post(CONFIG_MAPS, bad);
    expect(warned.headers["warning"]).toContain("unknown field");
    expect(warned.body["bogus"]).toBeUndefined();
    const strict = await held.client.post(`${CONFIG_MAPS}?fieldValidation=Strict`, {
      ...bad,
      metadata: { name: "strict" },
    });
    expect(strict.status).toBe(400);
    expect(strict.body["message"]).toContain('unknown field "bogus"');
  });

  test("a secret's plain values are kept as base64", async () => {
    const { body } = await held.client.post("/api/v1/namespaces/default/secrets", {
      metadata: { name: "plain" },
      stringData: { password: "hush" },
    });
    expect(body).toMatchObject({ type: "Opaque", data: { password: Buffer.from("hush").toString("base64") } });
    expect(body["stringData"]).toBeUndefined();
  });

  test("an event written in the new form is read in the old one", async () => {
    await held.client.post("/apis/events.k8s.io/v1/namespaces/default/events", {
      metadata: { name: "happened" },
      regarding: { kind: "Pod", name: "p", namespace: "default" },
      note: "it did",
      reason: "Happened",
      type: "Normal",
      reportingController: "tests",
    });
    const query = "fieldSelector=involvedObject.name=p,involvedObject.kind=Pod";
    const { body } = await held.client.get(`/api/v1/namespaces/default/events?${query}`);
    expect(body["items"]).toMatchObject([
      { message: "it did", involvedObject: { name: "p" }, reportingComponent: "tests" },
    ]);
  });

  test("a pod on a node waits for the node to stop it", async () => {
    const pods = "/api/v1/namespaces/default/pods";
    await held.client.post(pods, {
      metadata: { name: "running" },
      spec: { nodeName: "here", containers: [{ name: "c", image: "x" }] },
    });
    const marked = await held.client.delete(`${pods}/running`);
    expect(marked.body["metadata"]).toMatchObject({ deletionGracePeriodSeconds: 30 });
    expect((await held.client.get(`${pods}/running`)).status).toBe(200);
    await held.client.delete(`${pods}/running`, { gracePeriodSeconds: 0 });
    expect((await held.client.get(`${pods}/running`)).status).toBe(404);
  });
});
