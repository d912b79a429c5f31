import { Agent, request as send, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { answer, type RouterAnswer } from "./answer-page.ts";

/** Finds the port of 127.0.0.1 that serves a request, or says why there is none. */
export type FindUpstream = (host: string, path: string) => number | RouterAnswer;

/** Headers that belong to one connection, not to the message (RFC 9110, 7.6.1). */
const connectionHeaders = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Sites may send and receive headers of this size: cookies of many tabs add up. */
export const maxHeaderBytes = 65_536;

/** Hands requests on to the programs of this machine, streaming both ways and holding no body. */
export class Proxy {
  readonly #find: FindUpstream;
  readonly #agent = new Agent({ keepAlive: true, keepAliveMsecs: 4_000, maxFreeSockets: 64 });

  constructor(find: FindUpstream) {
    this.#find = find;
  }

  /** Answers one request. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const port = this.#find(request.headers.host ?? "", pathOf(request));
    if (typeof port !== "number") return answer(port, request, response);
    request.socket.setNoDelay(true);
    this.#forward(request, response, port, isRepeatable(request));
  }

  /** Passes a protocol switch (WebSocket) on: after the handshake both sides are one pipe. */
  upgrade(request: IncomingMessage, client: Duplex, head: Buffer): void {
    const port = this.#find(request.headers.host ?? "", pathOf(request));
    if (typeof port !== "number")
      return void client.end("HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n");
    const headers = { ...buildHeaders(request), connection: "Upgrade", upgrade: request.headers.upgrade };
    const requested = send({ ...target(request, port), headers, agent: false });
    client.on("error", () => requested.destroy());
    requested.on("error", () => client.end("HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n"));
    requested.on("upgrade", (reply, server, first) => {
      client.write(formatHead(reply));
      client.write(first);
      server.write(head);
      joinStreams(client, server);
    });
    requested.on("response", (reply) => {
      client.write(formatHead(reply));
      reply.pipe(client);
    });
    requested.end();
  }

  /** Closes kept connections. */
  close(): void {
    this.#agent.destroy();
  }

  #forward(request: IncomingMessage, response: ServerResponse, port: number, mayRepeat: boolean): void {
    // A kept connection may die as we use it; only what is safe to repeat takes that chance.
    const agent = mayRepeat ? this.#agent : false;
    const requested = send({ ...target(request, port), headers: buildHeaders(request), agent });
    requested.on("response", (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.statusMessage, withoutConnectionHeaders(reply.rawHeaders));
      response.flushHeaders();
      reply.pipe(response);
      reply.on("error", () => response.destroy());
      reply.on("aborted", () => response.destroy());
    });
    requested.on("error", () => {
      if (response.headersSent) return void response.destroy();
      if (mayRepeat && requested.reusedSocket) return this.#forward(request, response, port, true);
      answer("bad-gateway", request, response);
    });
    response.once("close", () => {
      if (!response.writableFinished) requested.destroy();
    });
    if (mayRepeat) requested.end();
    else request.pipe(requested);
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

function target(request: IncomingMessage, port: number) {
  return { host: "127.0.0.1", port, method: request.method, path: request.url, maxHeaderSize: maxHeaderBytes };
}

function isRepeatable({ method, headers }: IncomingMessage): boolean {
  const hasBody = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  return (method === "GET" || method === "HEAD") && !hasBody;
}

/** What the visitor says about its own origin is overwritten: the router is the first to know. */
function buildHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const named = (request.headers.connection ?? "").toLowerCase().split(/\s*,\s*/);
  const kept = Object.entries(request.headers).filter(
    ([name]) => !connectionHeaders.has(name) && !named.includes(name),
  );
  const host = request.headers.host ?? "";
  const address = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  return {
    ...Object.fromEntries(kept),
    "x-forwarded-for": address,
    "x-real-ip": address,
    "x-forwarded-host": host,
    "x-forwarded-port": /:(\d+)$/.exec(host)?.[1] ?? "80",
    "x-forwarded-proto": "http",
  };
}

function withoutConnectionHeaders(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name, value] = [rawHeaders[i] ?? "", rawHeaders[i + 1] ?? ""];
    if (!connectionHeaders.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function formatHead(reply: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${reply.statusCode ?? 502} ${reply.statusMessage ?? ""}`];
  for (let i = 0; i + 1 < reply.rawHeaders.length; i += 2)
    lines.push(`${reply.rawHeaders[i]}: ${reply.rawHeaders[i + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function joinStreams(client: Duplex, server: Socket): void {
  server.setNoDelay(true);
  const end = () => {
    client.destroy();
    server.destroy();
  };
  for (const stream of [client, server]) stream.on("error", end).on("close", end);
  client.pipe(server);
  server.pipe(client);
}
