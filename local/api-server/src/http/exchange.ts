import type { IncomingMessage, ServerResponse } from "node:http";
import { parse as parseYaml } from "yaml";
import { badRequest, StatusError, unsupportedMediaType } from "../errors.ts";
import type { JsonObject, JsonValue } from "../objects.ts";

import { decodeKubernetesProtobuf, PROTOBUF_MEDIA_TYPE } from "./protobuf.ts";

const BODY_LIMIT_BYTES = 3 * 1024 * 1024;
const JSON_TYPES = /^application\/((json|merge|strategic-merge)-patch\+)?json$|^$|^text\/plain$/;

/** One request and its response. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly query: URLSearchParams;
  readonly method: string;
  #warnings: readonly string[] = [];

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.method = request.method ?? "GET";
    this.url = new URL(request.url ?? "/", "https://local");
    this.query = this.url.searchParams;
  }

  get userAgent(): string {
    return this.request.headers["user-agent"] ?? "";
  }

  get accept(): string {
    return this.request.headers.accept ?? "";
  }

  /** The media type of the body, without parameters. */
  get mediaType(): string {
    return (this.request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  }

  /** Reads and parses the body: JSON or YAML by its media type. Throws 400, 413 or 415. */
  async readBody(): Promise<JsonValue | undefined> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > BODY_LIMIT_BYTES) {
        throw new StatusError(413, "RequestEntityTooLarge", `Request entity too large: limit is ${BODY_LIMIT_BYTES}`);
      }
      chunks.push(chunk);
    }
    if (size === 0) return undefined;
    const body = Buffer.concat(chunks);
    return this.mediaType === PROTOBUF_MEDIA_TYPE
      ? decodeKubernetesProtobuf(body)
      : parseBody(body.toString("utf8"), this.mediaType);
  }

  /** Warnings go to the client in `Warning` headers, which kubectl prints. */
  warn(warnings: readonly string[]): void {
    this.#warnings = warnings;
  }

  sendJson(status: number, body: JsonValue): void {
    this.sendText(status, JSON.stringify(body), "application/json");
  }

  sendText(status: number, text: string, contentType: string): void {
    if (this.response.headersSent || this.response.destroyed) {
      this.response.end();
      return;
    }
    const length = Buffer.byteLength(text);
    if (this.#warnings.length > 0) this.response.setHeader("warning", this.#warnings.map(warningHeader));
    this.response.writeHead(status, {
      "content-type": contentType,
      "content-length": length,
      "cache-control": "no-cache, private",
    });
    this.response.end(text);
  }

  sendError(error: StatusError): void {
    const retry: JsonObject = error.details ?? {};
    const seconds = retry["retryAfterSeconds"];
    if (typeof seconds === "number" && !this.response.headersSent) this.response.setHeader("retry-after", seconds);
    this.sendJson(error.code, error.toStatus());
  }
}

function warningHeader(text: string): string {
  return `299 - "${text.replace(/[\\"]/g, "\\$&").replace(/[^ -~]+/g, "?")}"`;
}

function parseBody(text: string, mediaType: string): JsonValue {
  const isYaml = mediaType.endsWith("yaml");
  if (!isYaml && !JSON_TYPES.test(mediaType)) throw unsupportedMediaType(mediaType);
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (!isYaml) throw badRequest(`unable to parse the body as JSON: ${String(error)}`);
  }
  try {
    return parseYaml(text) as JsonValue;
  } catch (error) {
    throw badRequest(`unable to parse the body as YAML: ${String(error)}`);
  }
}
