import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSiteProbe } from "./site-probe.ts";

const { signal } = new AbortController();
let server: Server;
let port: number;
const requested: { host: string | undefined; url: string | undefined }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    requested.push({ host: request.headers.host, url: request.url });
    response.statusCode = request.headers.host?.startsWith("live") === true ? 200 : 503;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const probe = (host: string, at = port) =>
  createSiteProbe({ publicScheme: "http", publicPort: 3000, reachabilityAddress: { host: "127.0.0.1", port: at } })(
    host,
    "/health",
    signal,
  );

it("asks the router by address, for the host a visitor would ask for", async () => {
  expect(await probe("live.localhost")).toBe(true);
  expect(requested).toContainEqual({ host: "live.localhost:3000", url: "/health" });
});

it("asks over the address's own scheme, as inside a cluster where TLS ends in front of it", async () => {
  const inside = createSiteProbe({
    publicScheme: "https",
    publicPort: undefined,
    reachabilityAddress: { scheme: "http", host: "localhost", port },
  });
  expect(await inside("live.sites.test", "/inside", signal)).toBe(true);
  expect(requested).toContainEqual({ host: "live.sites.test", url: "/inside" });
});

it("takes nothing but 200 for an answer: a notice page is none", async () => {
  expect(await probe("away.localhost")).toBe(false);
});

it("a router that is not there is no error, just no answer", async () => {
  expect(await probe("live.localhost", 1)).toBe(false);
});
