import { describe, expect, test } from "vitest";
import { applyJsonPatch } from "./json-patch.ts";
import { applyMergePatch } from "./merge-patch.ts";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";

describe("a JSON patch", () => {
  const target = { a: { b: [1, 2, 3] }, "x/y": 1 };

  test.each([
    [[{ op: "add", path: "/a/b/1", value: 9 }], { a: { b: [1, 9, 2, 3] }, "x/y": 1 }],
    [[{ op: "add", path: "/a/b/-", value: 9 }], { a: { b: [1, 2, 3, 9] }, "x/y": 1 }],
    [[{ op: "remove", path: "/a/b/0" }], { a: { b: [2, 3] }, "x/y": 1 }],
    [[{ op: "replace", path: "/x~1y", value: 2 }], { a: { b: [1, 2, 3] }, "x/y": 2 }],
    [[{ op: "move", from: "/x~1y", path: "/a/c" }], { a: { b: [1, 2, 3], c: 1 } }],
    [[{ op: "copy", from: "/a/b/2", path: "/c" }], { a: { b: [1, 2, 3] }, "x/y": 1, c: 3 }],
    [
      [
        { op: "test", path: "/a/b/0", value: 1 },
        { op: "add", path: "/d", value: 1 },
      ],
      { ...target, d: 1 },
    ],
  ])("%j", (patch, expected) => {
    expect(applyJsonPatch(target, patch)).toEqual(expected);
  });

  test.each([
    [[{ op: "test", path: "/a/b/0", value: 2 }], /testing value \/a\/b\/0 failed/],
    [[{ op: "remove", path: "/nowhere" }], /missing path/],
    [[{ op: "add", path: "/no/where", value: 1 }], /missing path/],
    [[{ op: "replace", path: "/a/z", value: 1 }], /missing path/],
    [[{ op: "add", path: "/a/b/7", value: 1 }], /invalid index/],
  ])("%j is refused as a whole", (patch, message) => {
    expect(() => applyJsonPatch(target, patch)).toThrow(message);
    expect(target).toEqual({ a: { b: [1, 2, 3] }, "x/y": 1 });
  });
});

test("a merge patch removes by null and replaces lists", () => {
  const merged = applyMergePatch({ a: { b: 1, c: 2 }, l: [1, 2] }, { a: { b: null, d: 3 }, l: [9] });
  expect(merged).toEqual({ a: { c: 2, d: 3 }, l: [9] });
});

describe("a strategic merge patch", () => {
  const POD_SPEC = "core.v1.PodSpec";
  const spec = {
    containers: [
      { name: "a", image: "1", env: [{ name: "X", value: "1" }] },
      { name: "b", image: "2" },
    ],
  };

  test("merges containers and their environment by name", () => {
    const patch = { containers: [{ name: "a", env: [{ name: "Y", value: "2" }] }] };
    expect(applyStrategicMergePatch(spec, patch, POD_SPEC)).toEqual({
      containers: [
        {
          name: "a",
          image: "1",
          env: [
            { name: "X", value: "1" },
            { name: "Y", value: "2" },
          ],
        },
        { name: "b", image: "2" },
      ],
    });
  });

  test("deletes an item that it marks", () => {
    const patch = { containers: [{ name: "a", $patch: "delete" }] };
    expect(applyStrategicMergePatch(spec, patch, POD_SPEC)).toEqual({ containers: [{ name: "b", image: "2" }] });
  });

  test("orders items as it says", () => {
    const patch = { "$setElementOrder/containers": [{ name: "b" }, { name: "a" }] };
    const merged = applyStrategicMergePatch(spec, patch, POD_SPEC);
    expect((merged["containers"] as { name: string }[]).map((each) => each.name)).toEqual(["b", "a"]);
  });

  test("replaces lists whose type has no merge key", () => {
    const merged = applyStrategicMergePatch({ args: ["a", "b"] }, { args: ["c"] }, "core.v1.Container");
    expect(merged).toEqual({ args: ["c"] });
  });

  test("keeps only the keys that it retains", () => {
    const current = { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } };
    const patch = { strategy: { $retainKeys: ["type"], type: "Recreate" } };
    expect(applyStrategicMergePatch(current, patch, "apps.v1.DeploymentSpec")).toEqual({
      strategy: { type: "Recreate" },
    });
  });

  test("adds to and deletes from lists of plain values", () => {
    const current = { finalizers: ["a", "b"] };
    const patch = { finalizers: ["c"], "$deleteFromPrimitiveList/finalizers": ["a"] };
    const merged = applyStrategicMergePatch(current, patch, "apimachinery.pkg.apis.meta.v1.ObjectMeta");
    expect(new Set(merged["finalizers"] as string[])).toEqual(new Set(["b", "c"]));
  });
});
