import { isDeepStrictEqual } from "node:util";

import { Refusal, type StoredObject } from "./object-store.ts";

type Json = Record<string, unknown>;

/** RFC 7386, which for test purposes stands for server-side apply too: maps are merged, lists replaced. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Json = isRecord(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}

/** RFC 6902 without move and copy. A failed test refuses the whole patch as a real API server does (422). */
export function jsonPatch(
  target: StoredObject,
  operations: { op: string; path: string; value?: unknown }[],
): StoredObject {
  const result = structuredClone(target);
  for (const { op, path, value } of operations) {
    const names = path.split("/").slice(1);
    const last = names.pop() ?? "";
    const parent = names.reduce<unknown>((current, name) => (current as Json | undefined)?.[name], result);
    if (typeof parent !== "object" || parent === null) throw new Refusal(422, "Invalid");
    const holder = parent as Json;
    if (op === "test") {
      if (!isDeepStrictEqual(holder[last], value)) throw new Refusal(422, "Invalid");
    } else if (op === "remove") {
      if (Array.isArray(parent)) parent.splice(Number(last), 1);
      else delete holder[last];
    } else holder[last] = value;
  }
  return result;
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
