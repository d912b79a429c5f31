import type { ServerResponse } from "node:http";
import { describeError } from "../errors/describe-error.ts";
import { startHttpServer, type HttpServer, type ListenAddress } from "./http-server.ts";

/** A named question about the process: rejects when the answer is no. */
export interface HealthCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

/** Where health is served, and what is asked. */
export interface HealthServerOptions extends ListenAddress {
  /** Answered at /readyz, /health and /healthz. */
  readonly readiness: () => readonly HealthCheck[];
  /** Answered at /livez: a failure makes the kubelet restart the container. */
  readonly liveness: () => readonly HealthCheck[];
  /** The text of /metrics. Default: 404. */
  readonly metrics?: (() => Promise<string>) | undefined;
}

/** Of the text that Prometheus reads. */
export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

const readinessPaths = ["/readyz", "/health", "/healthz"];

/**
 * Serves health and metrics of a process without other HTTP; rejects when the port is taken.
 *
 * @example
 * const server = await serveHealth({
 *   host: "0.0.0.0",
 *   port: 8080,
 *   readiness: () => [{ name: "caches", check: () => cache.synced }],
 *   liveness: () => [],
 * });
 * await server.stop();
 */
export function serveHealth(options: HealthServerOptions): Promise<HttpServer> {
  return startHttpServer((request, response) => {
    answer(options, request.url?.split("?")[0] ?? "/", response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(describeError(error));
    });
  }, options);
}

async function answer(options: HealthServerOptions, path: string, response: ServerResponse): Promise<void> {
  if (path === "/metrics" && options.metrics !== undefined) {
    const figures = await options.metrics();
    response.writeHead(200, { "content-type": metricsContentType }).end(figures);
  } else if (path === "/livez") await answerChecks(options.liveness(), response);
  else if (readinessPaths.includes(path)) await answerChecks(options.readiness(), response);
  else response.writeHead(404).end();
}

/** One line a check, as kube-apiserver's `?verbose` prints them. */
async function answerChecks(checks: readonly HealthCheck[], response: ServerResponse): Promise<void> {
  const results = await Promise.allSettled(checks.map(({ check }) => check()));
  const isGood = results.every(({ status }) => status === "fulfilled");
  const lines = results.map((result, index) => {
    const name = checks[index]?.name ?? "";
    return result.status === "fulfilled" ? `[+]${name} ok` : `[-]${name} failed: ${describeError(result.reason)}`;
  });
  response.writeHead(isGood ? 200 : 503, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
  response.end(`${[...lines, isGood ? "ok" : "not ready"].join("\n")}\n`);
}
