import { Agent, request as httpsRequest, type RequestOptions } from "node:https";
import type { IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import type { ApiServer } from "../src/api-server.ts";
import type { JsonObject, JsonValue, KubeObject } from "../src/objects.ts";

/** An answer of the server; `body` is the parsed JSON, or null when it was none. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: JsonObject;
  readonly text: string;
}

export interface CallOptions {
  readonly body?: JsonValue;
  readonly contentType?: string;
  readonly accept?: string;
  readonly token?: string;
  readonly userAgent?: string;
}

export interface WatchEvent {
  readonly type: string;
  readonly object: KubeObject;
}

/** Speaks to the server as a foreign client does: over HTTPS, with its CA and token. */
export class TestClient {
  readonly #server: Pick<ApiServer, "url" | "token" | "caPem">;
  readonly #agent: Agent;

  constructor(server: Pick<ApiServer, "url" | "token" | "caPem">) {
    this.#server = server;
    this.#agent = new Agent({ ca: server.caPem, keepAlive: true });
  }

  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const response = await this.#open(method, path, options);
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const isJson = (response.headers["content-type"] ?? "").startsWith("application/json");
    const body = isJson ? (JSON.parse(text) as JsonObject) : {};
    return { status: response.statusCode ?? 0, headers: response.headers, body, text };
  }

  get(path: string): Promise<Answer> {
    return this.call("GET", path);
  }

  post(path: string, body: JsonValue): Promise<Answer> {
    return this.call("POST", path, { body });
  }

  put(path: string, body: JsonValue): Promise<Answer> {
    return this.call("PUT", path, { body });
  }

  delete(path: string, body?: JsonValue): Promise<Answer> {
    return this.call("DELETE", path, body === undefined ? {} : { body });
  }

  merge(path: string, body: JsonValue): Promise<Answer> {
    return this.call("PATCH", path, { body, contentType: "application/merge-patch+json" });
  }

  apply(path: string, manager: string, body: JsonValue, parameters = ""): Promise<Answer> {
    const contentType = "application/apply-patch+yaml";
    return this.call("PATCH", `${path}?fieldManager=${manager}${parameters}`, { body, contentType });
  }

  /** Follows a watch; the generator ends when the server ends it. */
  async *watch(path: string): AsyncGenerator<WatchEvent> {
    const response = await this.#open("GET", path, {});
    if (response.statusCode !== 200) {
      response.resume();
      throw new Error(`the watch was answered with ${response.statusCode}`);
    }
    try {
      for await (const line of createInterface({ input: response })) yield JSON.parse(line) as WatchEvent;
    } finally {
      response.destroy();
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #open(method: string, path: string, options: CallOptions): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const text = options.body === undefined ? undefined : JSON.stringify(options.body);
    const headers = {
      authorization: `Bearer ${options.token ?? this.#server.token}`,
      "user-agent": options.userAgent ?? "test-client/1",
      ...(options.accept === undefined ? {} : { accept: options.accept }),
      ...(text === undefined
        ? {}
        : { "content-type": options.contentType ?? "application/json", "content-length": Buffer.byteLength(text) }),
    };
    const target: RequestOptions = { method, agent: this.#agent, headers };
    const request = httpsRequest(`${this.#server.url}${path}`, target, resolve);
    request.once("error", reject);
    request.end(text);
    return promise;
  }
}

/** Reads `count` events of a watch and leaves it. */
export async function takeEvents(events: AsyncGenerator<WatchEvent>, count: number): Promise<WatchEvent[]> {
  const taken: WatchEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}
