import { isObject, type JsonObject, type JsonValue } from "../objects.ts";
import { keepsUnknown, memberSchema } from "./members.ts";

/** Drops, in place, members that the structural schema does not declare; returns their paths. */
export function pruneUnknown(schema: JsonObject, value: JsonValue): string[] {
  const dropped: string[] = [];
  prune(schema, value, "", dropped);
  return dropped;
}

function prune(schema: JsonObject, value: JsonValue, path: string, dropped: string[]): void {
  if (Array.isArray(value)) {
    const items = schema["items"];
    if (isObject(items)) value.forEach((item, index) => prune(items, item, `${path}[${index}]`, dropped));
    return;
  }
  if (!isObject(value)) return;
  for (const [member, each] of Object.entries(value)) {
    const known = memberSchema(schema, member) ?? (isEmbeddedMember(schema, member) ? {} : undefined);
    const memberPath = path === "" ? member : `${path}.${member}`;
    if (known !== undefined) {
      if (each !== undefined)
        prune(keepsUnknown(schema) && Object.keys(known).length === 0 ? schema : known, each, memberPath, dropped);
    } else if (!keepsUnknown(schema)) {
      dropped.push(memberPath);
      delete value[member];
    }
  }
}

function isEmbeddedMember(schema: JsonObject, member: string): boolean {
  return schema["x-kubernetes-embedded-resource"] === true && ["apiVersion", "kind", "metadata"].includes(member);
}
