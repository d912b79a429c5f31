import { isObject, objectOrEmpty, type JsonObject, type JsonValue } from "../objects.ts";
import { memberSchema } from "./members.ts";

const RESERVED = new Set([
  "true",
  "false",
  "null",
  "in",
  "as",
  "break",
  "const",
  "continue",
  "else",
  "for",
  "function",
  "if",
  "import",
  "let",
  "loop",
  "package",
  "namespace",
  "return",
  "var",
  "void",
  "while",
]);

/**
 * A JSON value as CEL sees it through its schema: integers as 64-bit ones, times as timestamps, members of declared
 * properties under their escaped names. Source: apiserver's CEL documentation, "Escaping".
 */
export function toCelValue(value: JsonValue, schema: JsonObject): unknown {
  if (typeof value === "number") {
    return schema["type"] !== "number" && Number.isInteger(value) ? BigInt(value) : value;
  }
  if (typeof value === "string") return schema["format"] === "date-time" ? new Date(value) : value;
  if (Array.isArray(value)) {
    const items = objectOrEmpty(schema["items"]);
    return value.map((item) => toCelValue(item, items));
  }
  return isObject(value) ? toCelMembers(value, schema) : value;
}

function toCelMembers(value: JsonObject, schema: JsonObject): Record<string, unknown> {
  const declared = objectOrEmpty(schema["properties"]);
  const converted: Record<string, unknown> = {};
  for (const [member, each] of Object.entries(value)) {
    if (each === undefined) continue;
    const name = declared[member] === undefined ? member : escapeName(member);
    converted[name] = toCelValue(each, memberSchema(schema, member) ?? {});
  }
  return converted;
}

function escapeName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return name
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
}
