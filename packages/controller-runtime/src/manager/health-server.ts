import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { describeError } from "../errors.ts";

/** A named question about the process: rejects when the answer is no. */
export interface HealthCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

export interface HealthServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Asked by /readyz, /health and /healthz. */
  readonly readiness: () => readonly HealthCheck[];
  /** Asked by /livez: a failure asks for a restart. */
  readonly liveness: () => readonly HealthCheck[];
  /** The text of /metrics; absent: 404. */
  readonly metrics?: (() => Promise<string>) | undefined;
}

export interface HealthServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Serves health and metrics of a process without other HTTP; rejects when the port is taken. */
export async function serveHealth(options: HealthServerOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    answer(options, request.url?.split("?")[0] ?? "/", response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(describeError(error));
    });
  });
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    host: options.host,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(options: HealthServerOptions, path: string, response: ServerResponse): Promise<void> {
  if (path === "/metrics" && options.metrics !== undefined) {
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
    response.end(await options.metrics());
  } else if (path === "/livez") await answerChecks(options.liveness(), response);
  else if (["/readyz", "/health", "/healthz"].includes(path)) await answerChecks(options.readiness(), response);
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

function listen(server: Server, { host, port }: HealthServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
}
