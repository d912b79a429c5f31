import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { respond, type ResponderOptions } from "./respond.ts";

/** How long connections get to end on a stop; the platform kills after ten seconds. */
const STOP_MILLISECONDS = 5_000;
/** How often connections are looked for that have become idle during a stop. */
const SWEEP_MILLISECONDS = 100;
/**
 * Longer than ingress controllers keep an idle connection (Traefik 90 s, nginx 60 s): whoever closes first must be the one who
 * sends, or a request meets a closed connection and the visitor a 502.
 */
const KEEP_ALIVE_MILLISECONDS = 120_000;
/** Nobody sends the doorman anything worth waiting for. */
const REQUEST_TIMEOUT_MILLISECONDS = 10_000;

export interface DoormanServer {
  readonly port: number;
  /** Takes no more connections, and lets those under way end. */
  stop(): Promise<void>;
}

/** Listens; rejects when the port is taken. Port 0 takes a free one. */
export async function startServer(
  options: ResponderOptions,
  listen: { readonly host: string; readonly port: number },
): Promise<DoormanServer> {
  const timeouts = { requestTimeout: REQUEST_TIMEOUT_MILLISECONDS, keepAliveTimeout: KEEP_ALIVE_MILLISECONDS };
  let isStopping = false;
  const server = createServer(timeouts, (request, response) => {
    if (isStopping) response.setHeader("connection", "close");
    respond(options, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, listen.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        isStopping = true;
        const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MILLISECONDS);
        const force = setTimeout(() => server.closeAllConnections(), STOP_MILLISECONDS);
        server.close(() => {
          clearInterval(sweep);
          clearTimeout(force);
          resolve();
        });
      }),
  };
}
