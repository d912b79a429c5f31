import type { FastifyInstance } from "fastify";
import type { Metrics } from "../metrics.ts";

/**
 * Times every answer and, unless they have a port of their own (`serveMetrics`), serves the figures. The gateway does not route
 * /metrics.
 */
export function installMetrics(app: FastifyInstance, metrics: Metrics, metricsPort: number | undefined): void {
  app.addHook("onResponse", async (request, reply) => {
    const { operationId = "unknown" } = (request.routeOptions.schema ?? {}) as { operationId?: string };
    metrics.requests.observe({ operation: operationId, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  if (metricsPort !== undefined) return;
  app.get("/metrics", { schema: { hide: true } }, async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}
