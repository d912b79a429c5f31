import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** Where to listen. Port 0 takes a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Times of a server. */
export interface HttpServerOptions {
  /** How long a request may take to arrive, in milliseconds. Default: 10 000. */
  readonly requestTimeoutMilliseconds?: number;
  /** How long answers under way get on a stop before their connections are cut, in milliseconds. Default: 5 000. */
  readonly stopMilliseconds?: number;
  /** Connections at once; further ones are closed unheard. Default: as many as the system allows. */
  readonly maxConnections?: number;
  /** Takes CONNECT requests over, sockets included: a stop waits until these are closed. Default: their connections are closed. */
  readonly onConnect?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** A server that listens, and how it ends. */
export interface HttpServer {
  readonly host: string;
  readonly port: number;
  /** Takes no more connections, lets answers under way end, and resolves when all are gone. Repeating it is harmless. */
  stop(): Promise<void>;
}

/**
 * Longer than ingress controllers keep an idle connection (Traefik 90 s, nginx 60 s), in milliseconds: whoever closes first must be the
 * one who sends, or a request meets a closed connection and its sender a 502.
 */
export const keepAliveMilliseconds = 120_000;

/** How often a closing server looks for connections that have become idle, in milliseconds. */
export const closeSweepMilliseconds = 100;

/**
 * Starts a plain HTTP server that can be stopped without cutting an answer short.
 *
 * @throws Error (code EADDRINUSE, EACCES, …) when the address cannot be listened on
 */
export async function startHttpServer(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  { host, port }: ListenAddress,
  options: HttpServerOptions = {},
): Promise<HttpServer> {
  const { requestTimeoutMilliseconds = 10_000, stopMilliseconds = 5_000, maxConnections, onConnect } = options;
  let stopped: Promise<void> | undefined;
  const timeouts = { requestTimeout: requestTimeoutMilliseconds, keepAliveTimeout: keepAliveMilliseconds };
  const server = createServer(timeouts, (request, response) => {
    if (stopped !== undefined) response.setHeader("connection", "close");
    handler(request, response);
  });
  if (maxConnections !== undefined) server.maxConnections = maxConnections;
  if (onConnect !== undefined) server.on("connect", onConnect);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      // Node closes connections that are idle at the first moment only, and waits for all others until they time out.
      const sweep = setInterval(() => server.closeIdleConnections(), closeSweepMilliseconds);
      const force = setTimeout(() => server.closeAllConnections(), stopMilliseconds);
      server.close(() => {
        clearInterval(sweep);
        clearTimeout(force);
        resolve();
      });
    });
  return { host, port: (server.address() as AddressInfo).port, stop: () => (stopped ??= close()) };
}
