import { describe, expect, test } from "vitest";
import { builtinMergeType } from "../kinds/builtin-types.ts";
import type { JsonObject, KubeObject } from "../objects.ts";
import { mergeTypeOfSchema } from "../schema/schema-merge-type.ts";
import { serverSideApply } from "./server-side-apply.ts";
import { trackUpdate } from "./track-update.ts";

const NOW = "2026-11-23T00:00:00Z";
const LATER = "2026-11-23T01:00:00Z";
const type = builtinMergeType("apps/v1", "Deployment");
const serviceType = builtinMergeType("v1", "Service");

function deployment(spec: JsonObject, metadata: JsonObject = {}): KubeObject {
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", ...metadata }, spec };
}

function containers(...list: JsonObject[]): JsonObject {
  return { template: { spec: { containers: list } } };
}

interface Step {
  readonly manager: string;
  readonly applied: KubeObject;
  readonly force?: boolean;
  readonly now?: string;
  readonly type?: typeof type;
}

function applyTo(live: KubeObject | undefined, step: Step): KubeObject {
  return serverSideApply({
    type: step.type ?? type,
    live,
    applied: step.applied,
    applier: { manager: step.manager, operation: "Apply", apiVersion: step.applied.apiVersion, subresource: "" },
    force: step.force ?? false,
    now: step.now ?? NOW,
  });
}

function applySteps(...steps: Step[]): KubeObject {
  let live: KubeObject | undefined;
  for (const step of steps) live = applyTo(live, step);
  if (live === undefined) throw new Error("no step was given");
  return live;
}

function ownedBy(object: KubeObject, manager: string): JsonObject | undefined {
  return object.metadata.managedFields?.find((entry) => entry.manager === manager)?.fieldsV1;
}

describe("what an apply owns", () => {
  test("is every field it names, and no more", () => {
    const live = applySteps({
      manager: "a",
      applied: deployment({ replicas: 2, ...containers({ name: "c", image: "x" }) }, { labels: { l: "1" } }),
    });
    expect(ownedBy(live, "a")).toEqual({
      "f:metadata": { "f:labels": { "f:l": {} } },
      "f:spec": {
        "f:replicas": {},
        "f:template": { "f:spec": { "f:containers": { 'k:{"name":"c"}': { ".": {}, "f:image": {}, "f:name": {} } } } },
      },
    });
  });

  test("is a whole list where the list is atomic", () => {
    const live = applySteps({ manager: "a", applied: deployment(containers({ name: "c", args: ["1", "2"] })) });
    expect(JSON.stringify(ownedBy(live, "a"))).toContain('"f:args":{}');
  });

  test("names ports by number and protocol, also where the protocol is the default", () => {
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "s" }, spec: { ports: [{ port: 80 }] } };
    const live = applySteps({ manager: "a", applied: service, type: serviceType });
    expect(JSON.stringify(ownedBy(live, "a"))).toContain(JSON.stringify('k:{"port":80,"protocol":"TCP"}').slice(1, -1));
  });
});

describe("a second apply by the same manager", () => {
  test("removes what it no longer names", () => {
    const live = applySteps(
      { manager: "a", applied: deployment({ replicas: 2, paused: true }, { labels: { x: "1", y: "2" } }) },
      { manager: "a", applied: deployment({ replicas: 2 }, { labels: { y: "2" } }) },
    );
    expect(live["spec"]).toEqual({ replicas: 2 });
    expect(live.metadata.labels).toEqual({ y: "2" });
  });

  test("removes a field it no longer names together with what was only a default below it", () => {
    const probed = (handler: JsonObject) => deployment(containers({ name: "c", livenessProbe: handler }));
    const first = applySteps({ manager: "a", applied: probed({ httpGet: { path: "/", port: 80 } }) });
    const text = JSON.stringify(first).replace('"port":80', '"port":80,"scheme":"HTTP"');
    const live = applyTo(JSON.parse(text) as KubeObject, {
      manager: "a",
      applied: probed({ tcpSocket: { port: 80 } }),
    });
    expect(text).toContain('"scheme":"HTTP"');
    expect(live["spec"]).toEqual(containers({ name: "c", livenessProbe: { tcpSocket: { port: 80 } } }));
  });

  test("removes a list item it no longer names, and leaves those of others", () => {
    const live = applySteps(
      { manager: "a", applied: deployment(containers({ name: "one", image: "1" }, { name: "two", image: "2" })) },
      { manager: "b", applied: deployment(containers({ name: "side", image: "3" })) },
      { manager: "a", applied: deployment(containers({ name: "two", image: "2" })) },
    );
    const spec = live["spec"] as { template: { spec: { containers: { name: string }[] } } };
    expect(spec.template.spec.containers.map((each) => each.name)).toEqual(["two", "side"]);
  });

  test("keeps an item that another manager still has a field in", () => {
    const live = applySteps(
      { manager: "a", applied: deployment(containers({ name: "c", image: "1", tty: true })) },
      { manager: "b", applied: deployment(containers({ name: "c", image: "1" })) },
      { manager: "a", applied: deployment({ replicas: 1 }) },
    );
    expect(live["spec"]).toEqual({ replicas: 1, ...containers({ name: "c", image: "1" }) });
  });

  test("with the same words changes nothing, not even a time", () => {
    const applied = deployment({ replicas: 2, ...containers({ name: "c", image: "x" }) });
    const once = applySteps({ manager: "a", applied });
    const twice = applySteps({ manager: "a", applied }, { manager: "a", applied, now: LATER });
    expect(twice).toEqual(once);
  });
});

describe("two managers", () => {
  test("conflict when one changes what the other owns, and the message names field and owner", () => {
    const steps = [
      { manager: "a", applied: deployment({ replicas: 2 }) },
      { manager: "b", applied: deployment({ replicas: 3 }) },
    ];
    expect(() => applySteps(...steps)).toThrow('Apply failed with 1 conflict: conflict with "a": .spec.replicas');
  });

  test("share a field they agree on, and it stays until both let go", () => {
    const both = [
      { manager: "a", applied: deployment({ replicas: 2 }) },
      { manager: "b", applied: deployment({ replicas: 2 }) },
    ];
    const oneLeft = applySteps(...both, { manager: "a", applied: deployment({}) });
    expect(oneLeft["spec"]).toEqual({ replicas: 2 });
    const withoutOwners = applySteps(
      ...both,
      { manager: "a", applied: deployment({}) },
      { manager: "b", applied: deployment({}) },
    );
    expect(withoutOwners["spec"] ?? {}).toEqual({});
  });

  test("by force the second takes the field, and the first no longer owns it", () => {
    const live = applySteps(
      { manager: "a", applied: deployment({ replicas: 2, paused: true }) },
      { manager: "b", applied: deployment({ replicas: 3 }), force: true },
    );
    expect(live["spec"]).toEqual({ replicas: 3, paused: true });
    expect(ownedBy(live, "a")).toEqual({ "f:spec": { "f:paused": {} } });
    expect(ownedBy(live, "b")).toEqual({ "f:spec": { "f:replicas": {} } });
  });
});

describe("a write that is no apply", () => {
  test("keeps the item it changed, with what identifies it, when the applier drops the item", () => {
    const live = applySteps({ manager: "a", applied: deployment(containers({ name: "c", image: "1", tty: true })) });
    const next = { ...live, spec: containers({ name: "c", image: "2", tty: true }) };
    const writer = { manager: "edit", operation: "Update", apiVersion: "apps/v1", subresource: "" } as const;
    next.metadata = { ...live.metadata, managedFields: trackUpdate(type, live, next, writer, LATER) };
    const dropped = serverSideApply({
      type,
      live: next,
      applied: deployment({ replicas: 1 }),
      applier: { manager: "a", operation: "Apply", apiVersion: "apps/v1", subresource: "" },
      force: false,
      now: LATER,
    });
    expect(dropped["spec"]).toEqual({ replicas: 1, ...containers({ name: "c", image: "2" }) });
  });

  test("takes what it changes from those who applied it", () => {
    const live = applySteps({ manager: "a", applied: deployment({ replicas: 2, paused: true }) });
    const next = structuredClone(live);
    next["spec"] = { replicas: 5, paused: true };
    const writer = { manager: "edit", operation: "Update", apiVersion: "apps/v1", subresource: "" } as const;
    const entries = trackUpdate(type, live, next, writer, LATER);
    const fields = new Map(entries.map((entry) => [entry.manager, entry.fieldsV1]));
    expect(fields.get("a")).toEqual({ "f:spec": { "f:paused": {} } });
    expect(fields.get("edit")).toEqual({ "f:spec": { "f:replicas": {} } });
  });

  test("that creates owns the fields it names, not the object as a whole", () => {
    const created = deployment({ replicas: 1 }, { labels: { a: "b" } });
    const writer = { manager: "maker", operation: "Update", apiVersion: "apps/v1", subresource: "" } as const;
    const [entry] = trackUpdate(type, undefined, created, writer, NOW);
    expect(entry?.fieldsV1).toEqual({
      "f:metadata": { "f:labels": { ".": {}, "f:a": {} } },
      "f:spec": { ".": {}, "f:replicas": {} },
    });
  });

  test("that sends an empty entry forgets all owners", () => {
    const live = applySteps({ manager: "a", applied: deployment({ replicas: 2 }) });
    const next = { ...live, metadata: { ...live.metadata, managedFields: [{}] } };
    const writer = { manager: "edit", operation: "Update", apiVersion: "apps/v1", subresource: "" } as const;
    expect(trackUpdate(type, live, next, writer, LATER)).toEqual([]);
  });
});

describe("custom resources", () => {
  const schema: JsonObject = {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          set: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
          plain: { type: "array", items: { type: "string" } },
          whole: { type: "object", "x-kubernetes-map-type": "atomic", properties: { a: { type: "string" } } },
        },
      },
    },
  };
  const custom = mergeTypeOfSchema(schema);
  const step = (manager: string, spec: JsonObject): Step => ({
    manager,
    applied: { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "t" }, spec },
    type: custom,
  });

  test("sets grow together and shrink by owner", () => {
    const grown = [step("a", { set: ["x", "y"] }), step("b", { set: ["z"] })];
    expect(applySteps(...grown)["spec"]).toEqual({ set: ["x", "y", "z"] });
    expect(applySteps(...grown, step("a", { set: ["y"] }))["spec"]).toEqual({ set: ["y", "z"] });
  });

  test("plain lists and atomic maps belong to one manager", () => {
    expect(() => applySteps(step("a", { plain: ["x"] }), step("b", { plain: ["y"] }))).toThrow(/\.spec\.plain/);
    expect(() => applySteps(step("a", { whole: { a: "1" } }), step("b", { whole: { a: "2" } }))).toThrow(
      /\.spec\.whole/,
    );
  });
});
