import { createServer, type Server } from "node:http";
import type { Cache } from "@tochka-rosta/controller-runtime";
import type { EndpointSlice, Ingress, Service } from "@tochka-rosta/node";
import { StartError } from "@tochka-rosta/testing";
import { Endpoints } from "./endpoints.ts";
import { maxHeaderBytes, Proxy } from "./proxy.ts";
import { RouteTable } from "./route-table.ts";

/** What the router reads, and where it listens. */
export interface RouterOptions {
  ingresses: Cache<Ingress>;
  services: Cache<Service>;
  /** Must carry the index of {@link endpointIndex}. */
  endpointSlices: Cache<EndpointSlice>;
  ingressClass: string;
  /** 0 takes a free one. */
  port: number;
}

/** A running router. */
export interface Router {
  port: number;
  /** The local ports that requests for a service's port are handed to now. */
  findPorts(namespace: string, service: string, port: number): number[];
  stop(): Promise<void>;
}

/**
 * Serves every Ingress of one class on 127.0.0.1 and ::1 (browsers resolve `*.localhost` to either).
 * @throws StartError when the port is taken.
 */
export async function startRouter(options: RouterOptions): Promise<Router> {
  const table = new RouteTable();
  const endpoints = new Endpoints(options.services, options.endpointSlices);
  const stopListening = options.ingresses.onEvent(({ type, object }) => {
    if (type === "deleted" || object.spec.ingressClassName !== options.ingressClass) table.remove(object);
    else table.set(object);
  });
  const proxy = new Proxy((host, path) => {
    const route = table.find(host, path);
    return route ? (endpoints.pick(route) ?? "no-endpoint") : "no-route";
  });
  const servers = await listenOnLoopback(proxy, options.port);
  return {
    port: portOf(servers[0]),
    findPorts: (namespace, service, number) => endpoints.list({ namespace, service, port: { number } }),
    async stop() {
      stopListening();
      await Promise.all(servers.map(close));
      proxy.close();
    },
  };
}

async function listenOnLoopback(proxy: Proxy, wanted: number): Promise<Server[]> {
  for (let attempt = 1; ; attempt += 1) {
    const first = await listen(proxy, "127.0.0.1", wanted);
    try {
      return [first, await listen(proxy, "::1", portOf(first))];
    } catch (error) {
      if (isWithoutIpv6(error)) return [first];
      await close(first);
      // With a free port of our choice the same number may be taken on the other address: try another.
      if (wanted !== 0 || attempt >= 10) throw error;
    }
  }
}

function listen(proxy: Proxy, host: string, port: number): Promise<Server> {
  const server = createServer({ maxHeaderSize: maxHeaderBytes, requestTimeout: 0, keepAliveTimeout: 30_000 });
  server.on("request", (request, response) => proxy.handle(request, response));
  server.on("upgrade", (request, socket, head) => proxy.upgrade(request, socket, head));
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen({ host, port, ipv6Only: host === "::1" }, () => resolve(server));
  });
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new StartError(`Port ${port} is in use: stop the program that listens there.`, { cause: error });
  }
  if (error.code === "EACCES") {
    return new StartError(`This user may not listen on port ${port}: choose one above 1023.`, { cause: error });
  }
  return error;
}

function isWithoutIpv6(error: unknown): boolean {
  return ["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  return typeof address === "object" && address ? address.port : 0;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
