import type { Metrics } from "../metrics.ts";
import { serveAlone, type LoneServer } from "./single-endpoint-server.ts";

/** Serves the figures on a port of their own. */
export function serveMetrics(
  { registry }: Pick<Metrics, "registry">,
  listen: { readonly host: string; readonly port: number },
): Promise<LoneServer> {
  const headers = { "content-type": registry.contentType };
  return serveAlone("/metrics", async () => ({ headers, body: await registry.metrics() }), listen);
}
