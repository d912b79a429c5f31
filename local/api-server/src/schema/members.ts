import { isObject, objectOrEmpty, type JsonObject } from "../objects.ts";

/** Whether the schema keeps members that it does not declare. */
export function keepsUnknown(schema: JsonObject): boolean {
  return schema["x-kubernetes-preserve-unknown-fields"] === true;
}

/** The schema of a member, declared or of all further members; undefined when the schema does not know it. */
export function memberSchema(schema: JsonObject, member: string): JsonObject | undefined {
  const declared = objectOrEmpty(schema["properties"])[member];
  if (isObject(declared)) return declared;
  const further = schema["additionalProperties"];
  if (isObject(further)) return further;
  return further === true ? {} : undefined;
}
