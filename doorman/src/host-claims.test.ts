import { afterEach, beforeEach, expect, test } from "vitest";

import { type Cache, type Client, createClient, silentLog } from "@tochka-rosta/controller-runtime";
import { eventually, fault, TestApiServer } from "@tochka-rosta/controller-runtime/testing";
import type { HostClaim, SiteState } from "@tochka-rosta/crds";

import { hostClaims, sitesOf, watchHostClaims } from "./host-claims.ts";
import type { Sites } from "./site.ts";

const host = "shop--alpha.example";

let server: TestApiServer;
let client: Client;
let claims: Cache<HostClaim>;
let sites: Sites;

beforeEach(async () => {
  server = await TestApiServer.start();
  client = createClient({ config: server.config });
  claims = watchHostClaims(client, silentLog);
  sites = sitesOf(claims);
});

afterEach(async () => {
  await claims.stop();
  await client.close();
  await server.stop();
});

function putClaim(site: SiteState | undefined): void {
  const instance = { namespace: "tenant-alpha", name: "shop", uid: "uid" };
  server.put(hostClaims, {
    metadata: { name: host },
    spec: { tenant: "alpha", instance },
    ...(site === undefined ? {} : { status: { site } }),
  });
}

test("follows a claim from its making to its end", async () => {
  claims.start();
  await claims.synced;
  expect([sites.isKnown, sites.find(host)]).toEqual([true, undefined]);
  putClaim(undefined);
  await eventually(() => sites.find(host)?.state === "Starting");
  server.store.update(
    `/apis/tochkarosta.online/v1alpha1/hostclaims/${host}`,
    {
      ...server.store.read(`/apis/tochkarosta.online/v1alpha1/hostclaims/${host}`),
      status: { site: "Inactive", since: "2026-11-30T00:00:00Z" },
    },
    "status",
  );
  await eventually(() => sites.find(host)?.state === "Inactive");
  expect(sites.find(host)?.since).toBe(Date.parse("2026-11-30T00:00:00Z"));
  server.remove(hostClaims, host);
  await eventually(() => sites.find(host) === undefined);
});

test("knows what it knew while the API server is away", async () => {
  putClaim("Suspended");
  claims.start();
  await eventually(() => server.liveWatches === 1);
  server.intercept = () => fault.reset();
  server.dropWatches("reset");
  await eventually(() => server.requests.length > 3);
  expect([sites.isKnown, sites.find(host)?.state]).toEqual([true, "Suspended"]);
});

test("knows that it knows nothing before the first list", async () => {
  server.intercept = () => fault.status(503, "ServiceUnavailable");
  claims.start();
  await eventually(() => server.requests.length > 1);
  expect(sites.isKnown).toBe(false);
});

test("asks for host claims and nothing else", async () => {
  claims.start();
  await eventually(() => server.liveWatches === 1);
  expect(new Set(server.requests.map(({ method, path }) => `${method} ${path}`))).toEqual(
    new Set(["GET /apis/tochkarosta.online/v1alpha1/hostclaims"]),
  );
});
