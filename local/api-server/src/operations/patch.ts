import { serverSideApply } from "../apply/server-side-apply.ts";
import { timestamp, type ApiContext } from "../context.ts";
import { badRequest, conflict, invalid, notFound, unsupportedMediaType } from "../errors.ts";
import { builtinTypeName } from "../kinds/builtin-types.ts";
import { targetOf, type ResourceKind } from "../resource-kind.ts";
import { isObject, type JsonObject, type JsonValue, type KubeObject } from "../objects.ts";
import { applyJsonPatch } from "../patch/json-patch.ts";
import { applyMergePatch } from "../patch/merge-patch.ts";
import { applyStrategicMergePatch } from "../patch/strategic-merge-patch.ts";
import { initialize, served, storeNew } from "./create.ts";
import { decodeObject, type Decoded } from "./decode.ts";
import { writerOf, type WriteOptions, type WriteResult } from "./options.ts";
import { settleObject } from "./settle.ts";
import { replaceObject, type Subresource } from "./update.ts";

/** What a patch request asks for. */
export interface PatchRequest {
  readonly namespace: string;
  readonly name: string;
  readonly subresource: Subresource;
  /** The media type without parameters. */
  readonly mediaType: string;
  readonly body: JsonValue;
}

export const APPLY_MEDIA_TYPES = ["application/apply-patch+yaml", "application/apply-patch+cbor"] as const;

export function isApply(mediaType: string): boolean {
  return mediaType === APPLY_MEDIA_TYPES[0];
}

/** Changes an object by a patch of any of the four kinds; an apply may create it. */
export function patchObject(
  context: ApiContext,
  kind: ResourceKind,
  request: PatchRequest,
  options: WriteOptions,
): WriteResult {
  if (isApply(request.mediaType)) return applyObject(context, kind, request, options);
  const entry = context.store.get(kind.collection, request.namespace, request.name);
  if (entry === undefined) throw notFound(targetOf(kind, request.name));
  const patched = patchValue(kind, served(kind, entry), request);
  const { object: next, warnings } = decodeObject(kind, patched, options.fieldValidation);
  const writer = writerOf(options, "Update", kind.apiVersion, request.subresource);
  const { subresource } = request;
  const object = replaceObject(context, kind, { entry, next, subresource, writer, dryRun: options.dryRun });
  return { object, created: false, warnings };
}

/** The value with the patch of the request's media type applied. Throws 415 for a media type that is none. */
export function patchValue(
  kind: Pick<ResourceKind, "apiVersion" | "kind" | "schema">,
  current: JsonObject,
  request: Pick<PatchRequest, "mediaType" | "body">,
): JsonValue {
  switch (request.mediaType) {
    case "application/json-patch+json":
      return applyJsonPatch(current, request.body);
    case "application/merge-patch+json":
      return applyMergePatch(current, request.body);
    case "application/strategic-merge-patch+json":
      if (kind.schema !== undefined || !isObject(request.body)) throw unsupportedMediaType(request.mediaType);
      return applyStrategicMergePatch(current, request.body, builtinTypeName(kind.apiVersion, kind.kind));
    default:
      throw unsupportedMediaType(request.mediaType);
  }
}

function applyObject(
  context: ApiContext,
  kind: ResourceKind,
  request: PatchRequest,
  options: WriteOptions,
): WriteResult {
  if (options.fieldManager === "") throw badRequest("fieldManager is required for apply patch");
  const decoded = decodeObject(kind, request.body, options.fieldValidation);
  const applied = decoded.object;
  if (applied.metadata.name !== undefined && applied.metadata.name !== request.name) {
    throw badRequest(
      `the name of the object (${applied.metadata.name}) does not match the name on the URL (${request.name})`,
    );
  }
  applied.metadata.name = request.name;
  if (kind.namespaced) applied.metadata.namespace ??= request.namespace;
  const entry = context.store.get(kind.collection, request.namespace, request.name);
  if (entry === undefined && request.subresource !== "") throw notFound(targetOf(kind, request.name));
  limitToSubresource(kind, applied, request.subresource);
  const { resourceVersion, uid, ...metadata } = applied.metadata;
  const next = serverSideApply({
    type: kind.mergeType,
    live: entry === undefined ? undefined : served(kind, entry),
    applied: { ...applied, metadata },
    applier: writerOf(options, "Apply", kind.apiVersion, request.subresource),
    force: options.force,
    now: timestamp(context),
  });
  if (entry === undefined) return createApplied(context, kind, next, { uid, decoded }, options);
  if (resourceVersion !== undefined) next.metadata.resourceVersion = resourceVersion;
  if (uid !== undefined) next.metadata.uid = uid;
  const { subresource } = request;
  const replacement = { entry, next, subresource, writer: undefined, dryRun: options.dryRun };
  return { object: replaceObject(context, kind, replacement), created: false, warnings: decoded.warnings };
}

/** Drops what a face of the object does not let through, so that it is not owned either. */
function limitToSubresource(kind: ResourceKind, applied: KubeObject, subresource: Subresource): void {
  if (subresource === "status") {
    for (const member of Object.keys(applied)) {
      if (!["apiVersion", "kind", "metadata", "status"].includes(member)) delete applied[member];
    }
  } else if (kind.hasStatus) {
    delete applied["status"];
  }
}

function createApplied(
  context: ApiContext,
  kind: ResourceKind,
  applied: KubeObject,
  request: { uid: string | undefined; decoded: Decoded },
  options: WriteOptions,
): WriteResult {
  const target = targetOf(kind, applied.metadata.name);
  if (request.uid !== undefined) throw conflict(target, "uid mismatch: the object does not exist");
  if (kind.namespaced && applied.metadata.namespace === "") {
    throw invalid(target, [{ reason: "FieldValueRequired", message: "Required value", field: "metadata.namespace" }]);
  }
  const created = initialize(context, kind, applied);
  settleObject(context, kind, created, undefined);
  const object = storeNew(context, kind, created, options.dryRun);
  return { object, created: true, warnings: request.decoded.warnings };
}
