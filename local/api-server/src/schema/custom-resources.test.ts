import { beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../objects.ts";
import { useServer } from "../../testing/test-server.ts";
import { WIDGET_DEFINITION } from "../../testing/widget-definition.ts";

const held = useServer();
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const WIDGETS = "/apis/example.com/v1/namespaces/default/widgets";

function widget(name: string, spec: JsonObject, more: JsonObject = {}): JsonObject {
  return { apiVersion: "example.com/v1", kind: "Widget", metadata: { name }, spec, ...more };
}

interface Refusal {
  status: number;
  message: string;
  causes: { field: string; reason: string; message: string }[];
}

async function refusalOf(spec: JsonObject): Promise<Refusal> {
  const { status, body } = await held.client.post(WIDGETS, widget("refused", spec));
  const details = body["details"] as { causes: Refusal["causes"] };
  return { status, message: body["message"] as string, causes: details.causes };
}

beforeAll(async () => {
  await held.client.post(DEFINITIONS, WIDGET_DEFINITION);
});

describe("a definition", () => {
  test("is established, and served from its creation on", async () => {
    const { body } = await held.client.get(`${DEFINITIONS}/widgets.example.com`);
    const { conditions, storedVersions } = body["status"] as JsonObject;
    expect(conditions).toMatchObject([
      { type: "NamesAccepted", status: "True" },
      { type: "Established", status: "True" },
    ]);
    expect(storedVersions).toEqual(["v1"]);
    const list = await held.client.get("/apis/example.com/v1");
    expect((list.body["resources"] as { name: string }[]).map((each) => each.name)).toEqual([
      "widgets",
      "widgets/status",
      "widgets/scale",
    ]);
  });

  test("whose rule does not compile is refused", async () => {
    const bad = structuredClone(WIDGET_DEFINITION) as { metadata: JsonObject; spec: JsonObject };
    bad.metadata = { name: "gizmos.example.com" };
    bad.spec["names"] = { plural: "gizmos", kind: "Gizmo" };
    const versions = bad.spec["versions"] as { schema: { openAPIV3Schema: JsonObject } }[];
    const [version] = versions;
    if (version !== undefined) version.schema.openAPIV3Schema["x-kubernetes-validations"] = [{ rule: "self.(" }];
    const { status, body } = await held.client.post(DEFINITIONS, bad);
    expect(status).toBe(422);
    expect(body["message"]).toContain("compilation failed");
  });

  test("whose name is not its plural and group is refused", async () => {
    const { status } = await held.client.post(DEFINITIONS, {
      ...WIDGET_DEFINITION,
      metadata: { name: "other.example.com" },
    });
    expect(status).toBe(422);
  });
});

describe("a custom resource", () => {
  test("gets its defaults and loses what the schema does not know", async () => {
    const spec = { size: "small", bogus: 1, anything: { kept: { deeply: true } }, labels: { a: "b" } };
    const { body, headers } = await held.client.post(WIDGETS, widget("pruned", spec));
    const { bogus: _, ...known } = spec;
    expect(body["spec"]).toEqual({ ...known, replicas: 1, limit: 10 });
    expect(headers["warning"]).toContain('unknown field \\"spec.bogus\\"');
  });

  test("with an unknown field is refused under strict validation", async () => {
    const { status, body } = await held.client.post(
      `${WIDGETS}?fieldValidation=Strict`,
      widget("x", { size: "small", bogus: 1 }),
    );
    expect(status).toBe(400);
    expect(body["message"]).toContain('strict decoding error: unknown field "spec.bogus"');
  });

  test.each<[string, JsonObject, { field: string; reason: string; message?: string }]>([
    ["a missing field", {}, { field: "spec.size", reason: "FieldValueRequired", message: "Required value" }],
    ["a value outside the list", { size: "huge" }, { field: "spec.size", reason: "FieldValueNotSupported" }],
    ["a wrong type", { size: "small", replicas: "1" }, { field: "spec.replicas", reason: "FieldValueTypeInvalid" }],
    [
      "a number below the minimum",
      { size: "small", replicas: -1 },
      { field: "spec.replicas", reason: "FieldValueInvalid" },
    ],
    ["a pattern", { size: "small", name: "A" }, { field: "spec.name", reason: "FieldValueInvalid" }],
    ["a text too long", { size: "small", name: "abcdefghijk" }, { field: "spec.name", reason: "FieldValueTooLong" }],
    [
      "a set with a repetition",
      { size: "small", tags: ["a", "a"] },
      { field: "spec.tags[1]", reason: "FieldValueDuplicate" },
    ],
    [
      "a repeated key",
      { size: "small", parts: [{ name: "a" }, { name: "a" }] },
      { field: "spec.parts[1]", reason: "FieldValueDuplicate" },
    ],
    [
      "a rule",
      { size: "small", replicas: 11 },
      {
        field: "spec",
        reason: "FieldValueInvalid",
        message: "Invalid value: no more replicas than the limit",
      },
    ],
  ])("that breaks %s is refused with field and reason", async (_, spec, cause) => {
    const refusal = await refusalOf(spec);
    expect(refusal.status).toBe(422);
    expect(refusal.causes).toMatchObject([cause]);
    expect(refusal.message).toContain(`Widget.example.com "refused" is invalid: ${cause.field}: `);
  });

  test("all faults are told at once", async () => {
    const refusal = await refusalOf({ size: "huge", name: "A", replicas: -1 });
    expect(refusal.causes.map((cause) => cause.field).sort()).toEqual(["spec.name", "spec.replicas", "spec.size"]);
  });

  test("a transition rule holds on updates and not on creation", async () => {
    await held.client.post(WIDGETS, widget("fixed", { size: "small" }));
    const { status, body } = await held.client.merge(`${WIDGETS}/fixed`, { spec: { size: "large" } });
    expect(status).toBe(422);
    expect(body["details"]).toMatchObject({ causes: [{ field: "spec.size" }] });
    expect((await held.client.merge(`${WIDGETS}/fixed`, { spec: { replicas: 2 } })).status).toBe(200);
  });

  test("what was valid once may stay when the rules become stricter", async () => {
    await held.client.post(WIDGETS, widget("old", { size: "small", name: "longname" }));
    const { body } = await held.client.get(`${DEFINITIONS}/widgets.example.com`);
    const strict = JSON.parse(JSON.stringify(body).replace('"maxLength":10', '"maxLength":3')) as JsonObject;
    expect((await held.client.put(`${DEFINITIONS}/widgets.example.com`, strict)).status).toBe(200);
    expect((await held.client.merge(`${WIDGETS}/old`, { spec: { replicas: 3 } })).status).toBe(200);
    expect((await held.client.merge(`${WIDGETS}/old`, { spec: { name: "alsolong" } })).status).toBe(422);
  });

  test("generation counts everything but metadata and status", async () => {
    await held.client.post(WIDGETS, widget("counted", { size: "small" }));
    const generation = async (path: string, patch: JsonObject): Promise<unknown> =>
      ((await held.client.merge(`${WIDGETS}/counted${path}`, patch)).body["metadata"] as JsonObject)["generation"];
    expect(await generation("", { metadata: { annotations: { a: "b" } } })).toBe(1);
    expect(await generation("/status", { status: { replicas: 1 } })).toBe(1);
    expect(await generation("", { spec: { replicas: 2 } })).toBe(2);
  });

  test("a table shows the columns of the definition", async () => {
    await held.client.merge(`${WIDGETS}/counted/status`, {
      status: { conditions: [{ type: "Ready", status: "True" }] },
    });
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    const { body } = await held.client.call("GET", `${WIDGETS}/counted`, { accept });
    expect((body["columnDefinitions"] as { name: string }[]).map((each) => each.name)).toEqual([
      "Name",
      "Ready",
      "Size",
      "Replicas",
    ]);
    expect((body["rows"] as { cells: unknown[] }[])[0]?.cells).toEqual(["counted", "True", "small", 2]);
  });

  test("the deletion of the definition takes its objects with it", async () => {
    await held.client.merge(`${WIDGETS}/counted`, { metadata: { finalizers: ["example.com/wait"] } });
    const watched = (async () => {
      const types: string[] = [];
      for await (const event of held.client.watch(`${WIDGETS}?watch=1&fieldSelector=metadata.name%3Dcounted`)) {
        types.push(event.type);
      }
      return types;
    })();
    await held.client.delete(`${DEFINITIONS}/widgets.example.com`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const left = await held.client.get(WIDGETS);
    expect((left.body["items"] as { metadata: { name: string } }[]).map((item) => item.metadata.name)).toEqual([
      "counted",
    ]);
    await held.client.merge(`${WIDGETS}/counted`, { metadata: { finalizers: null } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await held.client.get(`${DEFINITIONS}/widgets.example.com`)).status).toBe(404);
    expect((await held.client.get(WIDGETS)).status).toBe(404);
    expect((await watched).at(-1)).toBe("DELETED");
  });
});
