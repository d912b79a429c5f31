import type { Metrics } from "../metrics.ts";
import { startEndpointServer, type HttpServer, type ListenAddress } from "@tochka-rosta/service/http";

/** Serves the figures on a port of their own. */
export function serveMetrics({ registry }: Pick<Metrics, "registry">, listen: ListenAddress): Promise<HttpServer> {
  const headers = { "content-type": registry.contentType };
  return startEndpointServer({ "/metrics": async () => ({ headers, body: await registry.metrics() }) }, listen);
}
