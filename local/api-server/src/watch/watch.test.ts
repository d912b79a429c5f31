import { describe, expect, test } from "vitest";
import { takeEvents } from "../../testing/test-client.ts";
import { useServer } from "../../testing/test-server.ts";
import type { JsonObject } from "../objects.ts";

const held = useServer({ historyLimit: 20 });
const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

async function create(name: string, labels: JsonObject = {}): Promise<string> {
  const { body } = await held.client.post(CONFIG_MAPS, { metadata: { name, labels } });
  return (body["metadata"] as JsonObject)["resourceVersion"] as string;
}

async function currentVersion(): Promise<string> {
  const { body } = await held.client.get(`${CONFIG_MAPS}?limit=1`);
  return (body["metadata"] as JsonObject)["resourceVersion"] as string;
}

describe("a watch", () => {
  test("begins after the version it names and sees every later write in order", async () => {
    const version = await currentVersion();
    await create("first");
    const events = takeEvents(held.client.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${version}`), 3);
    await held.client.merge(`${CONFIG_MAPS}/first`, { data: { a: "1" } });
    await held.client.delete(`${CONFIG_MAPS}/first`);
    const seen = await events;
    expect(seen.map((event) => [event.type, event.object.metadata.name])).toEqual([
      ["ADDED", "first"],
      ["MODIFIED", "first"],
      ["DELETED", "first"],
    ]);
    const versions = seen.map((event) => Number(event.object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((left, right) => left - right));
    expect(new Set(versions).size).toBe(3);
  });

  test("has an older address too, of a collection everywhere, in a namespace, and of one object", async () => {
    const version = await currentVersion();
    await create("old-spelling");
    await create("other");
    const follow = async (path: string) => {
      const [event] = await takeEvents(held.client.watch(`${path}?resourceVersion=${version}`), 1);
      return event && [event.type, event.object.metadata.name];
    };
    expect(await follow("/api/v1/watch/configmaps")).toEqual(["ADDED", "old-spelling"]);
    expect(await follow("/api/v1/watch/namespaces/default/configmaps")).toEqual(["ADDED", "old-spelling"]);
    expect(await follow("/api/v1/watch/namespaces/default/configmaps/other")).toEqual(["ADDED", "other"]);
    expect((await held.client.post("/api/v1/watch/namespaces/default/configmaps", {})).status).toBe(405);
    expect((await held.client.get("/api/v1/watch/nothing")).status).toBe(404);
  });

  test("an object that begins or ceases to match the selector is added or deleted", async () => {
    const version = await currentVersion();
    const path = `${CONFIG_MAPS}?watch=1&labelSelector=wanted%3Dyes&resourceVersion=${version}`;
    const events = takeEvents(held.client.watch(path), 3);
    await create("chosen", { wanted: "no" });
    await held.client.merge(`${CONFIG_MAPS}/chosen`, { metadata: { labels: { wanted: "yes" } } });
    await held.client.merge(`${CONFIG_MAPS}/chosen`, { data: { a: "1" } });
    await held.client.merge(`${CONFIG_MAPS}/chosen`, { metadata: { labels: { wanted: null } } });
    expect((await events).map((event) => event.type)).toEqual(["ADDED", "MODIFIED", "DELETED"]);
  });

  test("a streaming list sends the state and then a bookmark that ends it", async () => {
    await create("streamed");
    const query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const seen: string[] = [];
    for await (const event of held.client.watch(`${CONFIG_MAPS}?${query}&fieldSelector=metadata.name%3Dstreamed`)) {
      seen.push(event.type);
      if (event.object.metadata.annotations?.["k8s.io/initial-events-end"] === "true") break;
    }
    expect(seen).toEqual(["ADDED", "BOOKMARK"]);
  });

  test("a version that the history no longer reaches is answered with 410", async () => {
    const version = await currentVersion();
    await create("busy");
    for (let count = 0; count < 50; count += 1) {
      await held.client.merge(`${CONFIG_MAPS}/busy`, { data: { count: String(count) } });
    }
    const { status, body } = await held.client.get(`${CONFIG_MAPS}?watch=1&resourceVersion=${version}`);
    expect([status, body["reason"]]).toEqual([410, "Expired"]);
  });

  test("after a compaction every older watch restarts", async () => {
    const version = await currentVersion();
    await create("compacted");
    held.server.compact();
    expect((await held.client.get(`${CONFIG_MAPS}?watch=1&resourceVersion=${version}`)).status).toBe(410);
    const events = takeEvents(held.client.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${await currentVersion()}`), 1);
    await create("later");
    expect((await events)[0]?.object.metadata.name).toBe("later");
  });

  test("a version of the future is refused for now", async () => {
    const { status, body } = await held.client.get(`${CONFIG_MAPS}?watch=1&resourceVersion=99999999`);
    expect(status).toBe(504);
    expect(body["details"]).toMatchObject({ causes: [{ reason: "ResourceVersionTooLarge" }] });
  });

  test("ends when its time is up", async () => {
    const version = await currentVersion();
    const seen: unknown[] = [];
    for await (const event of held.client.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${version}&timeoutSeconds=1`)) {
      seen.push(event);
    }
    expect(seen).toEqual([]);
  });
});

describe("a list", () => {
  test("comes in pages that together are the whole, each thing once", async () => {
    for (let index = 0; index < 7; index += 1) await create(`page-${index}`, { paged: "yes" });
    const names: string[] = [];
    let token = "";
    do {
      const { body } = await held.client.get(`${CONFIG_MAPS}?limit=3&labelSelector=paged&continue=${token}`);
      names.push(...(body["items"] as { metadata: { name: string } }[]).map((item) => item.metadata.name));
      token = ((body["metadata"] as JsonObject)["continue"] as string | undefined) ?? "";
    } while (token !== "");
    expect(names).toEqual(Array.from({ length: 7 }, (_, index) => `page-${index}`));
  });

  test("items of built-in kinds carry no kind, as on a real server", async () => {
    const { body } = await held.client.get(`${CONFIG_MAPS}?limit=1`);
    expect(body).toMatchObject({ kind: "ConfigMapList", apiVersion: "v1" });
    expect(Object.keys((body["items"] as JsonObject[])[0] ?? {})).not.toContain("kind");
  });

  test("a field that cannot be selected is refused", async () => {
    const { status, body } = await held.client.get(`${CONFIG_MAPS}?fieldSelector=data.a%3D1`);
    expect([status, body["message"]]).toEqual([400, "field label not supported: data.a"]);
  });
});
