import type { Column, ResourceKind } from "../resource-kind.ts";
import type { JsonObject, KubeObject } from "../objects.ts";

const NAME_DESCRIPTION = "Name must be unique within a namespace.";

/** What a row carries of its object, by the request's `includeObject`. */
export type IncludeObject = "None" | "Metadata" | "Object";

/** Objects as a `meta.k8s.io/v1` Table, which is what `kubectl get` asks for. */
export function buildTable(
  kind: ResourceKind,
  objects: readonly KubeObject[],
  listMetadata: JsonObject,
  include: IncludeObject,
): JsonObject {
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: listMetadata,
    columnDefinitions: columnDefinitions(kind.columns),
    rows: objects.map((object) => ({
      cells: [object.metadata.name ?? "", ...kind.columns.map((column) => column.value(object))],
      ...(include === "None" ? {} : { object: include === "Object" ? object : partialMetadata(object) }),
    })),
  };
}

function columnDefinitions(columns: readonly Column[]): JsonObject[] {
  const name = { name: "Name", type: "string", format: "name", description: NAME_DESCRIPTION, priority: 0 };
  const others = columns.map(({ name, type, format, description, priority }) => ({
    name,
    type: type === "date" ? "string" : type,
    format: format ?? "",
    description: description ?? "",
    priority,
  }));
  return [name, ...others];
}

/** The object's metadata only, as `PartialObjectMetadata`. */
export function partialMetadata(object: KubeObject): KubeObject {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata };
}
