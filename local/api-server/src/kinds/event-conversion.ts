import type { JsonObject, KubeObject } from "../objects.ts";
import type { Conversion } from "../resource-kind.ts";

/** Fields of core/v1 events (left) and of events.k8s.io/v1 (right); both APIs show the same stored events. */
const RENAMED: readonly (readonly [string, string])[] = [
  ["involvedObject", "regarding"],
  ["message", "note"],
  ["reportingComponent", "reportingController"],
  ["source", "deprecatedSource"],
  ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["lastTimestamp", "deprecatedLastTimestamp"],
  ["count", "deprecatedCount"],
];

export const eventConversion: Conversion = {
  fromStorage: (object) => rename(object, "events.k8s.io/v1", new Map(RENAMED)),
  toStorage: (object) => rename(object, "v1", new Map(RENAMED.map(([core, events]) => [events, core]))),
};

function rename(object: KubeObject, apiVersion: string, names: Map<string, string>): KubeObject {
  const renamed: JsonObject = {};
  for (const [member, value] of Object.entries(object)) renamed[names.get(member) ?? member] = value;
  return { ...renamed, apiVersion, kind: object.kind, metadata: object.metadata };
}
