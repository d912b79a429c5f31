import { badRequest, invalid, methodNotAllowed, notFound } from "../errors.ts";
import { targetOf, type ResourceKind } from "../resource-kind.ts";
import type { JsonObject, JsonValue, KubeObject } from "../objects.ts";
import { createObject, served } from "../operations/create.ts";
import { decodeObject } from "../operations/decode.ts";
import { deleteObject, parseDeleteOptions, type Deletion } from "../operations/delete.ts";
import { listPage, parseSelection, selectedEntries } from "../operations/list.ts";
import { parseWriteOptions, writerOf, type WriteResult } from "../operations/options.ts";
import { isApply, patchObject } from "../operations/patch.ts";
import { replaceObject, type Subresource } from "../operations/update.ts";
import type { Entry } from "../storage/collection.ts";
import { WatchSession } from "../watch/watch-session.ts";
import type { Exchange } from "./exchange.ts";
import { parseRepresentation, renderList, renderObject } from "../operations/representation.ts";
import type { ResourcePath } from "./resource-path.ts";
import type { ServerContext } from "./server-context.ts";

/** One request to a resource. */
export interface ResourceRequest {
  readonly exchange: Exchange;
  readonly kind: ResourceKind;
  readonly path: ResourcePath;
  readonly namespace: string;
}

/** Answers a request to a collection of objects: list, watch, create, delete all. */
export async function serveCollection(context: ServerContext, request: ResourceRequest): Promise<void> {
  const { exchange, kind } = request;
  switch (exchange.method) {
    case "GET":
      return exchange.query.get("watch") === "true" || exchange.query.get("watch") === "1"
        ? serveWatch(context, request)
        : serveList(context, request);
    case "POST": {
      const body = await requiredBody(exchange);
      const options = parseWriteOptions(exchange.query, exchange.userAgent);
      return sendWritten(request, createObject(context, kind, request.namespace, body, options));
    }
    case "DELETE":
      return deleteCollection(context, request);
    default:
      throw methodNotAllowed("the server does not allow this method on the requested resource");
  }
}

function serveList(context: ServerContext, { exchange, kind, path }: ResourceRequest): void {
  const selection = parseSelection(kind, path.namespace, exchange.query);
  const page = listPage(context, kind, selection, exchange.query);
  const representation = parseRepresentation(exchange.accept, exchange.query);
  exchange.sendText(200, renderList(kind, page, representation), "application/json");
}

function serveWatch(context: ServerContext, { exchange, kind, path }: ResourceRequest): void {
  const selection = parseSelection(kind, path.namespace ?? undefined, exchange.query);
  const representation = parseRepresentation(exchange.accept, exchange.query);
  new WatchSession(context, { kind, selection, representation, query: exchange.query }, exchange.response).start();
}

async function deleteCollection(context: ServerContext, request: ResourceRequest): Promise<void> {
  const { exchange, kind, path } = request;
  const options = parseDeleteOptions(await exchange.readBody(), exchange.query);
  const selection = parseSelection(kind, path.namespace, exchange.query);
  const entries = [...selectedEntries(context.store.collection(kind.collection), selection)];
  const items = entries.map((entry) => deleteObject(context, kind, entry, options).object);
  const metadata = { resourceVersion: String(context.store.revision) };
  exchange.sendJson(200, { kind: kind.listKind, apiVersion: kind.apiVersion, metadata, items });
}

/** Answers a request to one object. */
export async function serveObject(context: ServerContext, request: ResourceRequest, name: string): Promise<void> {
  const { exchange, kind, path } = request;
  const subresource = path.subresource as Subresource;
  switch (exchange.method) {
    case "GET":
      return serveGet(context, request, name);
    case "PUT":
    case "PATCH": {
      const body = await requiredBody(exchange);
      return sendWritten(request, write(context, request, name, body, subresource));
    }
    case "DELETE": {
      const options = parseDeleteOptions(await exchange.readBody(), exchange.query);
      const deletion = deleteObject(context, kind, entryOf(context, request, name), options);
      return exchange.sendJson(200, deletionAnswer(kind, deletion));
    }
    default:
      throw methodNotAllowed("the server does not allow this method on the requested resource");
  }
}

function serveGet(context: ServerContext, request: ResourceRequest, name: string): void {
  const { exchange, kind } = request;
  const object = served(kind, entryOf(context, request, name));
  const representation = parseRepresentation(exchange.accept, exchange.query);
  exchange.sendJson(200, renderObject(kind, object, representation));
}

function write(
  context: ServerContext,
  request: ResourceRequest,
  name: string,
  body: JsonValue,
  subresource: Subresource,
): WriteResult {
  const { exchange, kind, namespace } = request;
  const options = parseWriteOptions(exchange.query, exchange.userAgent);
  if (exchange.method === "PATCH") {
    const { mediaType } = exchange;
    if (isApply(mediaType) && !exchange.query.has("fieldManager")) {
      const message = "Required value: is required for apply patch";
      throw invalid({ kind: "PatchOptions", group: "meta.k8s.io", name: "" }, [
        { reason: "FieldValueRequired", message, field: "fieldManager" },
      ]);
    }
    return patchObject(context, kind, { namespace, name, subresource, mediaType, body }, options);
  }
  const entry = entryOf(context, request, name);
  const { object: next, warnings } = decodeObject(kind, body, options.fieldValidation);
  const writer = writerOf(options, "Update", kind.apiVersion, subresource);
  const object = replaceObject(context, kind, { entry, next, subresource, writer, dryRun: options.dryRun });
  return { object, created: false, warnings };
}

/** The stored object of the request. Throws 404. */
export function entryOf(context: ServerContext, { kind, namespace }: ResourceRequest, name: string): Entry {
  const entry = context.store.get(kind.collection, namespace, name);
  if (entry === undefined) throw notFound(targetOf(kind, name));
  return entry;
}

/** The body of a request that needs one. Throws 400 without. */
export async function requiredBody(exchange: Exchange): Promise<JsonValue> {
  const body = await exchange.readBody();
  if (body === undefined) throw badRequest("the request has no body");
  return body;
}

/** Answers with what was written, in the form asked for. */
export function sendWritten({ exchange, kind }: ResourceRequest, result: WriteResult): void {
  exchange.warn(result.warnings);
  const representation = parseRepresentation(exchange.accept, exchange.query);
  exchange.sendJson(result.created ? 201 : 200, renderObject(kind, result.object, representation));
}

function deletionAnswer(kind: ResourceKind, { object, isGone }: Deletion): JsonObject | KubeObject {
  if (!isGone || kind.kind === "Pod") return kind.conversion?.fromStorage(object) ?? object;
  const { name = "", uid = "" } = object.metadata;
  const details = { name, ...(kind.group === "" ? {} : { group: kind.group }), kind: kind.resource, uid };
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
}
