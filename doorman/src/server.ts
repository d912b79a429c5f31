import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { respond, type ResponderOptions } from "./respond.ts";

/** How long connections get to end on a stop; the platform kills after ten seconds. */
const STOP_MILLISECONDS = 5_000;
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
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MILLISECONDS }, (request, response) =>
    respond(options, request, response),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, listen.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), STOP_MILLISECONDS);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
