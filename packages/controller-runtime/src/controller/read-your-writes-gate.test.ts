import { expect, test } from "vitest";
import type { Cache } from "../cache/cache.ts";
import type { AcceptedWrite } from "../client/client.ts";
import { defineResource, type KubernetesObject, type ObjectMeta } from "../object.ts";
import { ReadYourWritesGate } from "./read-your-writes-gate.ts";

const resource = defineResource({
  group: "test.example",
  version: "v1",
  plural: "widgets",
  kind: "Widget",
  namespaced: true,
});
const key = "shop/a";

const widget = (metadata: Partial<ObjectMeta>): KubernetesObject => ({
  apiVersion: "test.example/v1",
  kind: "Widget",
  metadata: { name: "a", namespace: "shop", uid: "u1", resourceVersion: "7", ...metadata },
});
const patched = (metadata: Partial<ObjectMeta>): AcceptedWrite => ({
  resource,
  key,
  verb: "patch",
  object: widget(metadata),
  uid: "u1",
});

/** A cache that has seen everything up to version 7. */
function cacheWith(cached: KubernetesObject | undefined): Cache {
  const cache: Partial<Cache> = {
    selection: { resource },
    get: () => cached,
    resourceVersion: "7",
    waitUntil: (condition) => Promise.resolve(condition()),
  };
  return cache as Cache;
}

test.for<[string, AcceptedWrite, KubernetesObject | undefined, boolean]>([
  ["a write that the cache has", patched({}), widget({}), true],
  ["a write that is newer than the cache", patched({ resourceVersion: "8" }), widget({}), false],
  [
    "the last finalizer's removal, the object still cached: its answer has the version from before",
    patched({ deletionTimestamp: "2026-11-23T00:00:00Z", deletionGracePeriodSeconds: 0 }),
    widget({ deletionTimestamp: "2026-11-23T00:00:00Z", finalizers: ["test.example/own"] }),
    false,
  ],
  [
    "the last finalizer's removal, the object gone",
    patched({ deletionTimestamp: "2026-11-23T00:00:00Z", deletionGracePeriodSeconds: 0 }),
    undefined,
    true,
  ],
  [
    "the last finalizer's removal, a successor there",
    patched({ deletionTimestamp: "2026-11-23T00:00:00Z" }),
    widget({ uid: "u2" }),
    true,
  ],
  [
    "one of two finalizers' removal",
    patched({ deletionTimestamp: "2026-11-23T00:00:00Z", finalizers: ["test.example/other"] }),
    widget({ deletionTimestamp: "2026-11-23T00:00:00Z", finalizers: ["test.example/other"] }),
    true,
  ],
  [
    "a change of something that ends in its own time",
    patched({ deletionTimestamp: "2026-11-23T00:00:00Z", deletionGracePeriodSeconds: 30 }),
    widget({ deletionTimestamp: "2026-11-23T00:00:00Z", deletionGracePeriodSeconds: 30 }),
    true,
  ],
])("%s", async ([, write, cached, isSeen]) => {
  const gate = new ReadYourWritesGate(() => [cacheWith(cached)]);
  gate.note(key, write);
  expect(await gate.waitUntilSeen(key, 0)).toBe(isSeen);
});
