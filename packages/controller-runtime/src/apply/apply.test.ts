import { afterEach, beforeEach, expect, test } from "vitest";

import { type Widget, widgets } from "../../testing/resources.ts";
import { fault, TestApiServer } from "../../testing/test-api-server.ts";
import type { Client } from "../client/client.ts";
import { createClient } from "../client/create-client.ts";
import { createApplier } from "./create-applier.ts";
import { addFinalizer, removeFinalizer } from "./finalizers.ts";
import { matchesDesired, hashOf } from "./owned-fields.ts";
import { applyStatus } from "./status.ts";
import type { Applier } from "./types.ts";

const desired = {
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name: "a", namespace: "test" },
  spec: { size: 1, colour: "red" },
};

let server: TestApiServer;
let client: Client;
let applier: Applier;

beforeEach(async () => {
  server = await TestApiServer.start();
  client = createClient({ config: server.config });
  applier = makeApplier();
});

afterEach(async () => {
  await client.close();
  await server.stop();
});

function makeApplier(): Applier {
  return createApplier({ client, fieldManager: "test", hashAnnotation: "example.com/applied" });
}

function current(): Widget | undefined {
  return server.find(widgets, "a", "test");
}

test("applies what is not there, and nothing when applied again", async () => {
  const first = await applier.apply(widgets, desired, undefined);
  const second = await applier.apply(widgets, desired, current());
  expect([first.outcome, second.outcome]).toEqual(["applied", "unchanged"]);
  expect(server.writes).toEqual(["PATCH /apis/example.com/v1/namespaces/test/widgets/a"]);
  const query = server.requests[0]?.query;
  expect([query?.get("fieldManager"), query?.get("force"), query?.get("fieldValidation")]).toEqual([
    "test",
    "true",
    "Strict",
  ]);
});

test("another process with another memory sends nothing either", async () => {
  await applier.apply(widgets, desired, undefined);
  const { outcome } = await makeApplier().apply(widgets, desired, current());
  expect(outcome).toBe("unchanged");
});

test("a field changed by a stranger is set back although the hash still fits", async () => {
  await applier.apply(widgets, desired, undefined);
  server.put(widgets, { ...(current() ?? desired), spec: { size: 7, colour: "red" } });
  const { outcome, object } = await applier.apply(widgets, desired, current());
  expect(outcome).toBe("applied");
  expect(object.spec?.size).toBe(1);
});

test("a stranger's own fields are no reason to write", async () => {
  await applier.apply(widgets, desired, undefined);
  const object = current() ?? desired;
  server.put(widgets, { ...object, metadata: { ...object.metadata, labels: { stranger: "yes" } } });
  expect((await applier.apply(widgets, desired, current())).outcome).toBe("unchanged");
});

test("a field that the desired object no longer has is a new generation", async () => {
  await applier.apply(widgets, desired, undefined);
  const { outcome } = await applier.apply(widgets, { ...desired, spec: { size: 1 } }, current());
  expect(outcome).toBe("applied");
});

/** A client of an API server that spells every colour in its own way. */
function respelling(): Client {
  const apply = async (...parameters: Parameters<Client["apply"]>) => {
    const object = (await client.apply(...parameters)) as Widget;
    return { ...object, spec: { ...object.spec, colour: "1" } };
  };
  return Object.create(client, { apply: { value: apply } }) as Client;
}

test("what is remembered of an object ends with it, or with what controls it", async () => {
  const one = createApplier({ client: respelling(), fieldManager: "test", hashAnnotation: "example.com/applied" });
  const respelled = async (name: string, owner?: string): Promise<void> => {
    const ownerReferences = [{ apiVersion: "v1", kind: "Owner", name: "o", uid: owner ?? "", controller: true }];
    const metadata = { name, namespace: "test", ...(owner !== undefined && { ownerReferences }) };
    const quantity = { ...desired, metadata, spec: { size: 1, colour: "1000m" } };
    await one.apply(widgets, quantity, undefined);
  };
  for (let count = 0; count < 50; count++) await respelled(`own-${count}`);
  for (let count = 0; count < 50; count++) await respelled(`child-${count}`, `owner-${count % 5}`);
  expect(one.remembered).toBe(100);
  for (let count = 0; count < 5; count++) one.forget(`owner-${count}`);
  expect(one.remembered).toBe(50);
  for (let count = 0; count < 50; count++) {
    one.forget(server.find(widgets, `own-${count}`, "test")?.metadata.uid ?? "");
  }
  expect(one.remembered).toBe(0);
});

test("an object that is to be changed only is not made again when it is gone, nor a successor taken for it", async () => {
  await applier.apply(widgets, desired, undefined);
  const cached = current();
  const changed = { ...desired, spec: { size: 2, colour: "red" } };
  server.remove(widgets, "a", "test");
  await expect(applier.apply(widgets, changed, cached, { onlyCached: true })).rejects.toMatchObject({ code: 409 });
  expect(current()).toBeUndefined();
  server.put(widgets, { metadata: { name: "a", namespace: "test" }, spec: { size: 9 } });
  await expect(applier.apply(widgets, changed, cached, { onlyCached: true })).rejects.toMatchObject({ code: 409 });
  expect(current()?.spec?.size).toBe(9);
  expect((await applier.apply(widgets, changed, current(), { onlyCached: true })).outcome).toBe("applied");
  expect((await applier.apply(widgets, changed, current(), { onlyCached: true })).outcome).toBe("unchanged");
});

test("a value that the server spells otherwise is applied once a process, not for ever", async () => {
  const respell = (): void => {
    const object = current();
    if (object?.spec?.colour === "1000m") server.put(widgets, { ...object, spec: { ...object.spec, colour: "1" } });
  };
  const canonicalizing: Client = Object.create(client, {
    apply: {
      value: async (...parameters: Parameters<Client["apply"]>) => {
        await client.apply(...parameters);
        respell();
        return current();
      },
    },
  }) as Client;
  const one = createApplier({ client: canonicalizing, fieldManager: "test", hashAnnotation: "example.com/applied" });
  const quantity = { ...desired, spec: { size: 1, colour: "1000m" } };
  await one.apply(widgets, quantity, undefined);
  expect((await one.apply(widgets, quantity, current())).outcome).toBe("unchanged");
  const object = current() ?? desired;
  server.put(widgets, { ...object, spec: { size: 1, colour: "2" } });
  expect((await one.apply(widgets, quantity, current())).outcome).toBe("applied");
});

test.for<[string, unknown, unknown, boolean]>([
  ["equal scalars", 1, 1, true],
  ["other scalars", 1, "1", false],
  ["more fields than desired", { a: 1, b: 2 }, { a: 1 }, true],
  ["a missing field", { b: 2 }, { a: 1 }, false],
  ["an absent empty list", {}, { a: [] }, true],
  ["an absent empty map", {}, { a: {} }, true],
  ["an undefined desired object", {}, { a: undefined }, true],
  ["a list of scalars that grew", ["a", "b"], ["a"], false],
  [
    "named elements in another order, with a stranger's",
    [{ name: "x" }, { name: "b", v: 1 }],
    [{ name: "b", v: 1 }],
    true,
  ],
  ["a named element that changed", [{ name: "b", v: 2 }], [{ name: "b", v: 1 }], false],
  ["unnamed rules that grew", [{ from: 1 }, { from: 2 }], [{ from: 1 }], false],
  [
    "two mounts of one volume",
    [
      { name: "v", mountPath: "/b" },
      { name: "v", mountPath: "/a" },
    ],
    [{ name: "v", mountPath: "/a" }],
    true,
  ],
])("contains: %s", ([, actual, desired, expected]) => {
  expect(matchesDesired(actual, desired)).toBe(expected);
});

test("the hash does not depend on the order of fields, but on the order of lists", () => {
  expect(hashOf({ a: 1, b: { c: 2, d: 3 } })).toBe(hashOf({ b: { d: 3, c: 2 }, a: 1 }));
  expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]));
});

test("a status is written once, with the uid of the object it is about", async () => {
  const object = server.put(widgets, desired);
  const outcomes = [await applyStatus(client, widgets, object, { phase: "Good" }, { fieldManager: "test" })];
  outcomes.push(await applyStatus(client, widgets, current() ?? object, { phase: "Good" }, { fieldManager: "test" }));
  expect(outcomes).toEqual(["written", "unchanged"]);
  expect(server.writes).toEqual(["PATCH /apis/example.com/v1/namespaces/test/widgets/a/status"]);
  expect(current()?.status).toEqual({ phase: "Good" });
});

test("a successor of the same name is not given its predecessor's status", async () => {
  const object = server.put(widgets, desired);
  server.remove(widgets, "a", "test");
  server.put(widgets, desired);
  const writing = applyStatus(client, widgets, object, { phase: "Good" }, { fieldManager: "test" });
  await expect(writing).rejects.toMatchObject({ code: 409 });
  expect(current()?.status).toBeUndefined();
});

test("a finalizer is added beside others' and taken off alone", async () => {
  const metadata = { name: "a", namespace: "test", finalizers: ["stranger"] };
  const object = server.put(widgets, { ...desired, metadata });
  const guarded = await addFinalizer(client, widgets, object, "ours");
  expect(guarded?.metadata.finalizers).toEqual(["stranger", "ours"]);
  const freed = await removeFinalizer(client, widgets, guarded ?? object, "ours");
  expect(freed?.metadata.finalizers).toEqual(["stranger"]);
});

test("a finalizer put on by somebody else meanwhile is not lost: look again", async () => {
  const object = server.put(widgets, desired);
  server.put(widgets, { ...desired, metadata: { ...desired.metadata, finalizers: ["stranger"] } });
  expect(await addFinalizer(client, widgets, object, "ours")).toBeUndefined();
  expect(current()?.metadata.finalizers).toEqual(["stranger"]);
});

test("a finalizer put on beside known ones meanwhile is not lost either", async () => {
  const object = server.put(widgets, { ...desired, metadata: { ...desired.metadata, finalizers: ["x"] } });
  server.put(widgets, { ...desired, metadata: { ...desired.metadata, finalizers: ["x", "stranger"] } });
  expect(await addFinalizer(client, widgets, object, "ours")).toBeUndefined();
  expect(current()?.metadata.finalizers).toEqual(["x", "stranger"]);
});

test("removing a finalizer never removes another one that moved to its place", async () => {
  const object = server.put(widgets, { ...desired, metadata: { ...desired.metadata, finalizers: ["x", "ours"] } });
  server.put(widgets, { ...desired, metadata: { ...desired.metadata, finalizers: ["ours", "stranger"] } });
  expect(await removeFinalizer(client, widgets, object, "ours")).toBeUndefined();
  expect(current()?.metadata.finalizers).toEqual(["ours", "stranger"]);
});

test("a successor of the same name is not touched, however alike", async () => {
  const guarded = { ...desired, metadata: { ...desired.metadata, finalizers: ["x"] } };
  const object = server.put(widgets, guarded);
  server.put(widgets, desired);
  server.remove(widgets, "a", "test");
  server.put(widgets, guarded);
  expect(await addFinalizer(client, widgets, object, "ours")).toBeUndefined();
  expect(await removeFinalizer(client, widgets, object, "x")).toBeUndefined();
  expect(current()?.metadata.finalizers).toEqual(["x"]);
});

test("a refusal that says nothing about change is an error", async () => {
  const object = server.put(widgets, desired);
  server.intercept = () => fault.status(403, "Forbidden");
  await expect(addFinalizer(client, widgets, object, "ours")).rejects.toMatchObject({ code: 403 });
});

test("a policy that denies a finalizer's patch is an error too, though its code is that of a change", async () => {
  const object = server.put(widgets, { ...desired, metadata: { ...desired.metadata, finalizers: ["x"] } });
  server.intercept = ({ method }) => (method === "PATCH" ? fault.status(422, "Invalid") : undefined);
  await expect(addFinalizer(client, widgets, object, "ours")).rejects.toMatchObject({ code: 422 });
  await expect(removeFinalizer(client, widgets, object, "x")).rejects.toMatchObject({ code: 422 });
  server.remove(widgets, "a", "test");
  expect(await removeFinalizer(client, widgets, object, "x")).toBeUndefined();
});
