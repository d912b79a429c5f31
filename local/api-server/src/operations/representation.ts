import { served } from "./create.ts";
import type { Page } from "./list.ts";
import type { ResourceKind } from "../resource-kind.ts";
import { badRequest } from "../errors.ts";
import type { JsonObject, KubeObject } from "../objects.ts";
import type { Entry } from "../storage/collection.ts";
import { buildTable, partialMetadata, type IncludeObject } from "../table/table.ts";

/** In which form the client wants objects. */
export interface Representation {
  readonly form: "object" | "table" | "metadata";
  readonly include: IncludeObject;
}

/** Reads the form from the `Accept` header; the first alternative that is served counts. */
export function parseRepresentation(accept: string, query: URLSearchParams): Representation {
  const include = query.get("includeObject") ?? "Metadata";
  if (include !== "None" && include !== "Metadata" && include !== "Object") {
    throw badRequest(`unrecognized includeObject value: ${include}`);
  }
  for (const alternative of accept.split(",")) {
    const [mediaType, ...parameters] = alternative.split(";").map((part) => part.trim());
    if (mediaType !== "application/json" || !parameters.includes("v=v1")) continue;
    if (parameters.includes("as=Table")) return { form: "table", include };
    if (parameters.some((each) => each.startsWith("as=PartialObjectMetadata"))) return { form: "metadata", include };
  }
  return { form: "object", include };
}

/** One object in the form asked for. */
export function renderObject(kind: ResourceKind, object: KubeObject, representation: Representation): JsonObject {
  if (representation.form === "table") {
    const metadata = { resourceVersion: object.metadata.resourceVersion ?? "" };
    return buildTable(kind, [object], metadata, representation.include);
  }
  return representation.form === "metadata" ? partialMetadata(object) : object;
}

/** A list in the form asked for, as JSON text. Items of built-in kinds carry no apiVersion and kind, as on a server. */
export function renderList(kind: ResourceKind, page: Page, representation: Representation): string {
  const metadata: JsonObject = {
    resourceVersion: String(page.resourceVersion),
    ...(page.continueToken === undefined ? {} : { continue: page.continueToken }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  };
  if (representation.form === "table") {
    const objects = page.entries.map((entry) => served(kind, entry));
    return JSON.stringify(buildTable(kind, objects, metadata, representation.include));
  }
  if (representation.form === "metadata") {
    const items = page.entries.map((entry) => partialMetadata(entry.object));
    const list = { kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1", metadata, items };
    return JSON.stringify(list);
  }
  const head = JSON.stringify({ kind: kind.listKind, apiVersion: kind.apiVersion, metadata }).slice(0, -1);
  const prefixLength = typePrefix(kind).length;
  const items = page.entries.map((entry) =>
    kind.schema === undefined ? `{${servedJson(kind, entry).slice(prefixLength)}` : servedJson(kind, entry),
  );
  return `${head},"items":[${items.join(",")}]}`;
}

function typePrefix(kind: ResourceKind): string {
  return `${JSON.stringify({ apiVersion: kind.apiVersion, kind: kind.kind }).slice(0, -1)},`;
}

/** A stored object in the kind's version as JSON text. */
export function servedJson(kind: ResourceKind, entry: Entry): string {
  if (kind.conversion === undefined) return entry.json;
  const { apiVersion, kind: name, metadata, ...rest } = kind.conversion.fromStorage(entry.object);
  return JSON.stringify({ apiVersion, kind: name, metadata, ...rest });
}
