import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Metrics } from "../metrics.ts";

/** A server for /metrics alone. */
export interface MetricsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves the figures on a port of their own; rejects when it is taken. Port 0 takes a free one. */
export async function serveMetrics(
  { registry }: Pick<Metrics, "registry">,
  listen: { readonly host: string; readonly port: number },
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { "content-type": registry.contentType }).end(text),
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
