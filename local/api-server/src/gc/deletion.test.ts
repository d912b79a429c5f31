import { waitFor } from "@tochka-rosta/testing";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../objects.ts";
import { useServer } from "../../testing/test-server.ts";

const held = useServer();
const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

async function create(name: string, metadata: JsonObject = {}): Promise<string> {
  const { body } = await held.client.post(CONFIG_MAPS, { metadata: { name, ...metadata } });
  return (body["metadata"] as JsonObject)["uid"] as string;
}

function ownedBy(name: string, uid: string, blockOwnerDeletion = false): JsonObject {
  return { ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name, uid, blockOwnerDeletion }] };
}

async function isGone(name: string): Promise<boolean> {
  return (await held.client.get(`${CONFIG_MAPS}/${name}`)).status === 404;
}

async function metadataOf(name: string): Promise<JsonObject> {
  return (await held.client.get(`${CONFIG_MAPS}/${name}`)).body["metadata"] as JsonObject;
}

describe("dependents", () => {
  test("go after their owner, and theirs after them", async () => {
    const owner = await create("owner");
    const child = await create("child", ownedBy("owner", owner));
    await create("grandchild", ownedBy("child", child));
    await held.client.delete(`${CONFIG_MAPS}/owner`);
    await waitFor("the object to go", () => isGone("grandchild"));
    expect(await isGone("child")).toBe(true);
  });

  test("go before their owner in the foreground", async () => {
    const owner = await create("waiting");
    await create("holding", { ...ownedBy("waiting", owner, true), finalizers: ["example.com/hold"] });
    await held.client.delete(`${CONFIG_MAPS}/waiting`, { propagationPolicy: "Foreground" });
    await waitFor("the object to go", async () => (await metadataOf("holding"))["deletionTimestamp"] !== undefined);
    expect((await metadataOf("waiting"))["finalizers"]).toEqual(["foregroundDeletion"]);
    await held.client.merge(`${CONFIG_MAPS}/holding`, { metadata: { finalizers: null } });
    await waitFor("the object to go", () => isGone("waiting"));
    expect(await isGone("holding")).toBe(true);
  });

  test("stay without their owner when orphaned", async () => {
    const owner = await create("leaving");
    await create("orphan", ownedBy("leaving", owner));
    await held.client.delete(`${CONFIG_MAPS}/leaving`, { propagationPolicy: "Orphan" });
    await waitFor("the object to go", () => isGone("leaving"));
    expect((await metadataOf("orphan"))["ownerReferences"]).toBeUndefined();
  });

  test("with one of two owners left stay and lose one reference", async () => {
    const [first, second] = [await create("first"), await create("second")];
    const references = [ownedBy("first", first), ownedBy("second", second)].flatMap(
      (each) => each["ownerReferences"] as JsonObject[],
    );
    await create("shared", { ownerReferences: references });
    await held.client.delete(`${CONFIG_MAPS}/first`);
    await waitFor(
      "the object to go",
      async () => ((await metadataOf("shared"))["ownerReferences"] as unknown[]).length === 1,
    );
    expect((await metadataOf("shared"))["ownerReferences"]).toMatchObject([{ name: "second" }]);
  });

  test("of an owner that never was are collected", async () => {
    await create("dangling", ownedBy("ghost", "00000000-0000-4000-8000-000000000000"));
    await waitFor("the object to go", () => isGone("dangling"));
  });
});

test("dependents whose owner cannot be looked up are left alone", async () => {
  const uid = "00000000-0000-4000-8000-000000000001";
  await create("unknown-kind", { ownerReferences: [{ apiVersion: "example.com/v1", kind: "Absent", name: "a", uid }] });
  await held.client.post("/api/v1/namespaces", { metadata: { name: "wide", ...ownedBy("a", uid) } });
  const later = await create("later");
  await held.client.delete(`${CONFIG_MAPS}/later`);
  await create("marker", ownedBy("later", later));
  await waitFor("the object to go", () => isGone("marker"));
  expect(await isGone("unknown-kind")).toBe(false);
  expect((await held.client.get("/api/v1/namespaces/wide")).status).toBe(200);
});

describe("finalizers", () => {
  test("hold the object, which takes no new ones meanwhile", async () => {
    await create("held", { finalizers: ["example.com/a"] });
    const marked = await held.client.delete(`${CONFIG_MAPS}/held`);
    expect(marked.body["metadata"]).toMatchObject({ deletionTimestamp: expect.any(String) as string });
    const added = await held.client.merge(`${CONFIG_MAPS}/held`, {
      metadata: { finalizers: ["example.com/a", "example.com/b"] },
    });
    expect(added.status).toBe(422);
    await held.client.merge(`${CONFIG_MAPS}/held`, { metadata: { finalizers: [] } });
    expect(await isGone("held")).toBe(true);
  });
});

describe("a namespace", () => {
  test("has its default service account", async () => {
    await held.client.post("/api/v1/namespaces", { metadata: { name: "fresh" } });
    await waitFor(
      "the object to go",
      async () => (await held.client.get("/api/v1/namespaces/fresh/serviceaccounts/default")).status === 200,
    );
  });

  test("takes everything with it, waits for finalizers, and accepts nothing new meanwhile", async () => {
    await held.client.post("/api/v1/namespaces", { metadata: { name: "ending" } });
    const path = "/api/v1/namespaces/ending/configmaps";
    await held.client.post(path, { metadata: { name: "simple" } });
    await held.client.post(path, { metadata: { name: "stuck", finalizers: ["example.com/a"] } });
    const marked = await held.client.delete("/api/v1/namespaces/ending");
    expect(marked.body["status"]).toMatchObject({ phase: "Terminating" });
    await waitFor("the object to go", async () => (await held.client.get(`${path}/simple`)).status === 404);
    const refused = await held.client.post(path, { metadata: { name: "late" } });
    expect([refused.status, refused.body["details"]]).toMatchObject([
      403,
      { causes: [{ reason: "NamespaceTerminating" }] },
    ]);
    await waitFor("the object to go", async () => {
      const { body } = await held.client.get("/api/v1/namespaces/ending");
      return JSON.stringify(body["status"]).includes("configmaps has 1 resource instances");
    });
    await held.client.merge(`${path}/stuck`, { metadata: { finalizers: null } });
    await waitFor("the object to go", async () => (await held.client.get("/api/v1/namespaces/ending")).status === 404);
  });
});
