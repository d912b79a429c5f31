import { ApiError, TransportError } from "../errors.ts";
import type { KubernetesObject } from "../object.ts";
import type { WatchEvent } from "./client.ts";

/** Splits bytes into lines; a last line without its end is dropped, since the stream broke within it. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let pending: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      pending.push(chunk.subarray(start, end));
      const line = pending.length === 1 ? (pending[0] ?? chunk) : Buffer.concat(pending);
      pending = [];
      start = end + 1;
      if (line.length > 0) yield line.toString("utf8");
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
}

/**
 * Reads one line of a watch. Throws ApiError for the server's ERROR events and TransportError for anything that is no event:
 * after either the stream is not to be trusted.
 */
export function parseWatchLine<T extends KubernetesObject>(line: string, request: string): WatchEvent<T> {
  const event = parseJson(line, request);
  const type = event["type"];
  const object = event["object"];
  if (typeof object !== "object" || object === null) throw new TransportError(request, "INVALID_EVENT", undefined);
  if (type === "ERROR") {
    const status = object as { code?: number; reason?: string; message?: string };
    throw new ApiError(request, status.code ?? 500, status);
  }
  const isKnown = type === "ADDED" || type === "MODIFIED" || type === "DELETED" || type === "BOOKMARK";
  const metadata = (object as { metadata?: { name?: unknown; resourceVersion?: unknown } }).metadata;
  const isNamed = typeof metadata?.name === "string" || type === "BOOKMARK";
  if (!isKnown || !isNamed || typeof metadata?.resourceVersion !== "string") {
    throw new TransportError(request, "INVALID_EVENT", undefined);
  }
  return { type, object: object as T };
}

function parseJson(line: string, request: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch (error) {
    throw new TransportError(request, "INVALID_JSON", error);
  }
}
