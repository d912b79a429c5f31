import { badRequest } from "../errors.ts";

/** A path of the resource API, taken apart. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly resource: string;
  readonly name: string | undefined;
  readonly subresource: string;
  /** `/api/v1/watch/…`: the old spelling of `?watch=true`, which servers still have. */
  readonly isWatch: boolean;
}

const NAMESPACE_SUBRESOURCES = new Set(["status", "finalize"]);

/** Reads `/api/v1/…` and `/apis/<group>/<version>/…`; undefined when the path names no resource. */
export function parseResourcePath(pathname: string): ResourcePath | undefined {
  const parts = pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodePart);
  const [root, ...rest] = parts;
  if (root === "api") return parseResource("", rest);
  if (root !== "apis") return undefined;
  const [group, ...versioned] = rest;
  return group === undefined ? undefined : parseResource(group, versioned);
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest(`the path cannot be decoded: ${part}`);
  }
}

function parseResource(group: string, parts: readonly string[]): ResourcePath | undefined {
  const [version, ...spelled] = parts;
  const isWatch = spelled[0] === "watch";
  const path = isWatch ? spelled.slice(1) : spelled;
  if (version === undefined || path[0] === undefined) return undefined;
  const [first, second, third] = path;
  const isNested = first === "namespaces" && second !== undefined && third !== undefined;
  const isOwnSubresource = group === "" && path.length === 3 && NAMESPACE_SUBRESOURCES.has(third ?? "");
  const namespace = isNested && !isOwnSubresource ? second : undefined;
  const [resource, name, ...subresource] = namespace === undefined ? path : path.slice(2);
  if (resource === undefined) return undefined;
  return { group, version, namespace, resource, name, subresource: subresource.join("/"), isWatch };
}
