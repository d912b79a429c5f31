import type { FastifyInstance } from "fastify";
import type { Metrics } from "../metrics.ts";

/** Times every answer and serves the figures. The gateway does not route /metrics. */
export function installMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.addHook("onResponse", async (request, reply) => {
    const { operationId = "unknown" } = (request.routeOptions.schema ?? {}) as { operationId?: string };
    metrics.requests.observe({ operation: operationId, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get("/metrics", { schema: { hide: true } }, async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}
