import { once } from "node:events";
import { badRequest, methodNotAllowed, notFound, pathNotFound, StatusError } from "../errors.ts";
import { targetOf, type ScalePaths } from "../resource-kind.ts";
import {
  isObject,
  numberOr,
  objectsOf,
  setValueAt,
  showValue,
  stringOr,
  valueAt,
  type JsonValue,
  type KubeObject,
} from "../objects.ts";
import { served } from "../operations/create.ts";
import { deleteObject, parseDeleteOptions } from "../operations/delete.ts";
import { parseWriteOptions, writerOf } from "../operations/options.ts";
import { patchValue } from "../operations/patch.ts";
import { replaceObject } from "../operations/update.ts";
import { entryOf, requiredBody, type ResourceRequest } from "./resource-routes.ts";
import type { LogOptions, ServerContext } from "./server-context.ts";
import { serveToken } from "./token-routes.ts";

/** Answers requests to subresources other than status: scale, log, eviction. */
export async function serveSubresource(context: ServerContext, request: ResourceRequest, name: string): Promise<void> {
  const { kind, path } = request;
  if (path.subresource === "scale" && kind.scale !== undefined) return serveScale(context, request, name, kind.scale);
  if (kind.kind === "ServiceAccount" && path.subresource === "token") return serveToken(context, request, name);
  if (kind.kind === "Pod" && path.subresource === "log") return serveLog(context, request, name);
  if (kind.kind === "Pod" && path.subresource === "eviction") return evict(context, request, name);
  if (kind.kind === "Pod" && /^(exec|attach|portforward|proxy)/.test(path.subresource)) {
    throw new StatusError(501, "NotImplemented", `the local API server does not serve pods/${path.subresource}`);
  }
  throw pathNotFound();
}

async function serveScale(
  context: ServerContext,
  request: ResourceRequest,
  name: string,
  paths: ScalePaths,
): Promise<void> {
  const { exchange, kind } = request;
  const entry = entryOf(context, request, name);
  const scale = scaleOf(served(kind, entry), paths);
  if (exchange.method === "GET") return exchange.sendJson(200, scale);
  if (exchange.method !== "PUT" && exchange.method !== "PATCH")
    throw methodNotAllowed("the scale can only be read and written");
  const body = await requiredBody(exchange);
  const patch = { mediaType: exchange.mediaType, body };
  const scaleKind = { apiVersion: "autoscaling/v1", kind: "Scale", schema: undefined };
  const next = exchange.method === "PUT" ? body : patchValue(scaleKind, scale, patch);
  const replicas = valueAt(next, ["spec", "replicas"]);
  if (typeof replicas !== "number" || replicas < 0) throw badRequest("spec.replicas must be a number of at least 0");
  const changed = structuredClone(served(kind, entry));
  setValueAt(changed, paths.specReplicas, replicas);
  const version = valueAt(next, ["metadata", "resourceVersion"]);
  changed.metadata.resourceVersion = typeof version === "string" ? version : "";
  const options = parseWriteOptions(exchange.query, exchange.userAgent);
  const writer = writerOf(options, "Update", kind.apiVersion, "scale");
  const replacement = { entry, next: changed, subresource: "scale", writer, dryRun: options.dryRun } as const;
  exchange.sendJson(200, scaleOf(replaceObject(context, kind, replacement), paths));
}

function scaleOf(object: KubeObject, paths: ScalePaths): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = paths.selector === undefined ? undefined : valueAt(object, paths.selector);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: numberOr(valueAt(object, paths.specReplicas), 0) },
    status: {
      replicas: numberOr(valueAt(object, paths.statusReplicas), 0),
      ...(selector === undefined ? {} : { selector: selectorText(selector) }),
    },
  };
}

function selectorText(selector: JsonValue): string {
  if (typeof selector === "string") return selector;
  const labels = isObject(selector) ? selector["matchLabels"] : undefined;
  return isObject(labels)
    ? Object.entries(labels)
        .map(([key, value]) => `${key}=${showValue(value)}`)
        .join(",")
    : "";
}

async function serveLog(context: ServerContext, request: ResourceRequest, name: string): Promise<void> {
  const { exchange } = request;
  const pod = entryOf(context, request, name).object;
  const container = containerOf(pod, exchange.query.get("container"));
  const source = context.hooks.logs;
  if (source === undefined) throw new StatusError(503, "ServiceUnavailable", "no node serves the logs of this pod");
  const { response } = exchange;
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const lines = source(pod, container, parseLogOptions(exchange.query), gone.signal);
  response.writeHead(200, { "content-type": "text/plain" });
  response.flushHeaders();
  for await (const chunk of lines) {
    if (gone.signal.aborted) return;
    if (!response.write(chunk)) await Promise.race([once(response, "drain"), once(response, "close")]);
  }
  response.end();
}

function containerOf(pod: KubeObject, requested: string | null): string {
  const namesOf = (member: string) =>
    objectsOf(valueAt(pod, ["spec", member])).map((container) => stringOr(container["name"], ""));
  const names = namesOf("containers");
  const name = requested ?? names[0] ?? "";
  if (requested === null && names.length > 1) {
    throw badRequest(
      `a container name must be specified for pod ${pod.metadata.name ?? ""}, choose one of: [${names.join(" ")}]`,
    );
  }
  if (![...names, ...namesOf("initContainers")].includes(name))
    throw badRequest(`container ${name} is not valid for pod ${pod.metadata.name ?? ""}`);
  return name;
}

function parseLogOptions(query: URLSearchParams): LogOptions {
  const number = (name: string): number | undefined => {
    const text = query.get(name);
    return text === null ? undefined : Number(text);
  };
  return {
    follow: query.get("follow") === "true",
    previous: query.get("previous") === "true",
    timestamps: query.get("timestamps") === "true",
    tailLines: number("tailLines"),
    sinceSeconds: number("sinceSeconds"),
    limitBytes: number("limitBytes"),
  };
}

async function evict(context: ServerContext, request: ResourceRequest, name: string): Promise<void> {
  const { exchange, kind } = request;
  if (exchange.method !== "POST") throw methodNotAllowed("an eviction can only be created");
  const body = await requiredBody(exchange);
  const options = parseDeleteOptions(isObject(body) ? body["deleteOptions"] : undefined, exchange.query);
  const entry = context.store.get(kind.collection, request.namespace, name);
  if (entry === undefined) throw notFound(targetOf(kind, name));
  deleteObject(context, kind, entry, options);
  exchange.sendJson(201, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" });
}
