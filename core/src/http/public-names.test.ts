import { describe, expect, test } from "vitest";
import { buildOpenApi } from "./openapi.ts";

interface Named {
  readonly name: string;
  readonly place: string;
}

/** Names that a standard of others gives and we may not respell, each with that standard. Empty: all of JWKS is lower case. */
const foreignNames: Readonly<Record<string, string>> = {};

const snakeCase = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** Every JSON key and parameter that a document describes, components and unnamed schemas included. */
function listNames(part: unknown, place = ""): Named[] {
  if (typeof part !== "object" || part === null) return [];
  const { properties, parameters } = part as { properties?: unknown; parameters?: unknown };
  const keys = isRecord(properties) ? Object.keys(properties) : [];
  const parameterNames = Array.isArray(parameters) ? parameters.map(({ name }: { name: string }) => name) : [];
  return [
    ...[...keys, ...parameterNames].map((name) => ({ name, place })),
    ...Object.entries(part).flatMap(([key, value]) => listNames(value, `${place}/${key}`)),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const listViolations = (document: unknown): string[] =>
  listNames(document)
    .filter(({ name }) => !snakeCase.test(name) && !(name in foreignNames))
    .map(({ name, place }) => `${place}: ${name}`);

describe("the public spelling", () => {
  test("is snake_case in every body, query and path of every operation", async () => {
    const document: unknown = JSON.parse(await buildOpenApi());
    // Proof that the walk reaches a component, an unnamed body, a query, a path, an event's data, a refusal and the keys.
    const reached = ["owner_phone", "resend_after_seconds", "page_size", "id", "instance", "request_id", "kty"];
    expect(listNames(document).map(({ name }) => name)).toEqual(expect.arrayContaining(reached));
    expect(listViolations(document)).toEqual([]);
  });

  test.each([
    ["a body", { content: { schema: { type: "object", properties: { hostPrefix: {} } } } }],
    ["a nested list", { properties: { items: { items: { anyOf: [{ properties: { hostPrefix: {} } }] } } } }],
    ["a query", { get: { parameters: [{ in: "query", name: "hostPrefix" }] } }],
  ])("is broken by a camelCase name in %s", (_place, part) => {
    expect(listViolations(part)).toEqual([expect.stringContaining("hostPrefix")]);
  });
});
