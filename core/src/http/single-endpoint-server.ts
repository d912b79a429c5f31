import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that answers one path and nothing else, so that network policies can tell who may ask for it. */
export interface LoneServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface LoneAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Serves what `answer` gives on a port of its own; rejects when that is taken. Port 0 takes a free one. */
export async function serveAlone(
  path: string,
  answer: () => Promise<LoneAnswer>,
  listen: { readonly host: string; readonly port: number },
): Promise<LoneServer> {
  const server = createServer((request, response) => {
    if (request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    answer().then(
      ({ headers, body }) => response.writeHead(200, headers).end(body),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, listen.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
