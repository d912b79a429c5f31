import { request as requestPlain, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as requestEncrypted } from "node:https";
import { EgressError } from "./egress-error.ts";
import type { TunnelAgents } from "./tunnel-agents.ts";

/** One request, as it is sent. */
export interface OutgoingRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  readonly maxResponseBytes: number;
  readonly signal: AbortSignal;
}

/** A whole answer. */
export interface EgressResponse {
  /** Where it came from: after redirects not the address asked. */
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends one request through a tunnel and reads the whole answer; redirects are answers like any other. */
export function exchange(agents: TunnelAgents, outgoing: OutgoingRequest): Promise<EgressResponse> {
  const { url, method, headers, body, signal } = outgoing;
  const { promise, resolve, reject } = Promise.withResolvers<EgressResponse>();
  const isEncrypted = url.protocol === "https:";
  const options = { method, signal, headers: { ...headers, ...lengthOf(method, body) } };
  const request = isEncrypted
    ? requestEncrypted(url, { ...options, agent: agents.encrypted })
    : requestPlain(url, { ...options, agent: agents.plain });
  let wasSent = false;
  request.once("socket", () => (wasSent = true));
  request.once("response", (response) => {
    readBody(outgoing, response).then(resolve, reject);
  });
  request.once("error", (cause) => {
    if (cause instanceof EgressError) reject(cause);
    else if (signal.aborted) reject(new EgressError("timed_out", { target: url.host, wasSent, cause }));
    else if (wasSent && request.reusedSocket && isIdempotent(method)) exchange(agents, outgoing).then(resolve, reject);
    else reject(new EgressError("connection_lost", { target: url.host, wasSent, cause }));
  });
  request.end(body);
  return promise;
}

async function readBody(outgoing: OutgoingRequest, response: IncomingMessage): Promise<EgressResponse> {
  const { url, maxResponseBytes, signal } = outgoing;
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      length += part.length;
      // Leaving the loop cuts the connection, so nothing more of it is read.
      if (length > maxResponseBytes) throw new EgressError("too_large", { target: url.host, wasSent: true });
      parts.push(part);
    }
  } catch (cause) {
    if (cause instanceof EgressError) throw cause;
    throw new EgressError(signal.aborted ? "timed_out" : "connection_lost", { target: url.host, wasSent: true, cause });
  }
  const { statusCode = 0, headers } = response;
  return { url: url.href, status: statusCode, headers, body: Buffer.concat(parts, length) };
}

/** A body of known length is sent whole; without it Node would send chunks, which some gateways refuse. */
function lengthOf(method: string, body: string | Uint8Array | undefined): Readonly<Record<string, string>> {
  if (body === undefined) return /^(POST|PUT|PATCH)$/.test(method) ? { "content-length": "0" } : {};
  return { "content-length": String(Buffer.byteLength(body)) };
}

/** A kept connection may have been closed at the very moment it was used again; what changes nothing more is sent once more. */
function isIdempotent(method: string): boolean {
  return ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].includes(method);
}
