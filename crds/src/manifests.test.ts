import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildDefinition, buildManifestFiles, kinds } from "./manifests.ts";

const manifests = join(import.meta.dirname, "../manifests");

/** Every schema node below a value, with its path. */
function* schemas(value: unknown, path = ""): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== "object" || value === null) return;
  if ("type" in value && typeof value.type === "string") yield [path, value];
  for (const [key, child] of Object.entries(value)) yield* schemas(child, `${path}.${key}`);
}

describe("the manifests", () => {
  it.each([...buildManifestFiles()])("%s is what the source generates", async (name, text) => {
    expect(await readFile(join(manifests, name), "utf8")).toBe(text);
  });

  it.each(kinds.map((kind) => [kind.kind, kind] as const))(
    "%s uses only what a structural schema allows",
    (_, kind) => {
      for (const [path, schema] of schemas(buildDefinition(kind))) {
        expect(Object.keys(schema), path).not.toContain("additionalProperties");
        expect(Object.keys(schema), path).not.toContain("anyOf");
        expect(Object.keys(schema), path).not.toContain("const");
      }
    },
  );

  it("never requires a field that has a default", () => {
    for (const kind of kinds) {
      for (const [path, schema] of schemas(buildDefinition(kind))) {
        const properties = (schema["properties"] ?? {}) as Record<string, { default?: unknown }>;
        for (const name of (schema["required"] as string[] | undefined) ?? []) {
          expect(properties[name]?.default, `${kind.kind} ${path}.${name}`).toBeUndefined();
        }
      }
    }
  });
});
