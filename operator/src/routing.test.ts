import { describe, expect, it } from "vitest";
import { createReader, type Environment } from "./environment.ts";
import { readRouting } from "./routing.ts";

const flat = { hostTemplate: "{prefix}--{tenant}.{domain}", publicScheme: "https" } as const;
const nested = { hostTemplate: "{prefix}.{tenant}.{domain}", publicScheme: "https" } as const;
const plain = { hostTemplate: "{prefix}.{tenant}.{domain}", publicScheme: "http" } as const;

function read(env: Environment, addresses: Parameters<typeof readRouting>[1]) {
  const problems: string[] = [];
  const routing = readRouting(createReader(env, problems), addresses);
  return problems.length > 0 ? problems : routing;
}

describe("how hosts lead to modules", () => {
  it.each<[string, Environment, Parameters<typeof readRouting>[1], object]>([
    ["nothing set, over https", {}, flat, { kind: "Ingress", tls: { mode: "wildcardSecret" } }],
    ["nothing set, over http", {}, plain, { kind: "Ingress", tls: { mode: "none" } }],
    [
      "an issuer that is for the platform's own hosts",
      { TLS_CLUSTER_ISSUER: "letsencrypt" },
      flat,
      { kind: "Ingress", tls: { mode: "wildcardSecret" } },
    ],
    ["TLS that ends before the cluster", { TLS_MODE: "none" }, nested, { tls: { mode: "none" } }],
    [
      "a wildcard per tenant",
      { TLS_MODE: "perTenantWildcard", TLS_CLUSTER_ISSUER: "letsencrypt" },
      nested,
      { tls: { mode: "perTenantWildcard", clusterIssuer: "letsencrypt" } },
    ],
    [
      "a certificate per host",
      { TLS_MODE: "perHost", TLS_CLUSTER_ISSUER: "letsencrypt" },
      flat,
      { tls: { mode: "perHost", clusterIssuer: "letsencrypt" } },
    ],
    [
      "a Gateway",
      { ROUTING_KIND: "HTTPRoute", GATEWAY: "gateways/sites" },
      flat,
      { kind: "HTTPRoute", gateway: { namespace: "gateways", name: "sites" } },
    ],
    [
      "a listener of a Gateway, whose certificate is the wildcard",
      { ROUTING_KIND: "HTTPRoute", GATEWAY: "gateways/sites/https", TLS_MODE: "wildcardSecret" },
      flat,
      { kind: "HTTPRoute", gateway: { namespace: "gateways", name: "sites", sectionName: "https" } },
    ],
  ])("%s", (_, env, addresses, expected) => {
    expect(read(env, addresses)).toMatchObject(expected);
  });

  it.each<[string, Environment, Parameters<typeof readRouting>[1], RegExp]>([
    ["a kind that is none", { ROUTING_KIND: "Route" }, flat, /^ROUTING_KIND: must be one of Ingress, HTTPRoute$/],
    ["no Gateway", { ROUTING_KIND: "HTTPRoute" }, flat, /^GATEWAY: must be namespace\/name/],
    ["a Gateway without its namespace", { ROUTING_KIND: "HTTPRoute", GATEWAY: "sites" }, flat, /^GATEWAY: must be/],
    [
      "a Gateway beside Ingresses",
      { GATEWAY: "gateways/sites" },
      flat,
      /^GATEWAY: is only for ROUTING_KIND=HTTPRoute$/,
    ],
    [
      "certificates without https",
      { TLS_MODE: "wildcardSecret" },
      plain,
      /^TLS_MODE: wildcardSecret needs PUBLIC_SCHEME/,
    ],
    ["one wildcard for names two deep", {}, nested, /^TLS_MODE: one wildcard certificate does not cover HOST_TEMPLATE/],
    [
      "a wildcard per tenant for names one deep",
      { TLS_MODE: "perTenantWildcard", TLS_CLUSTER_ISSUER: "letsencrypt" },
      flat,
      /^TLS_MODE: perTenantWildcard is for HOST_TEMPLATE/,
    ],
    ["nobody to issue", { TLS_MODE: "perHost" }, flat, /^TLS_CLUSTER_ISSUER: must name a ClusterIssuer/],
    [
      "certificates per host at a Gateway",
      { ROUTING_KIND: "HTTPRoute", GATEWAY: "a/b", TLS_MODE: "perHost", TLS_CLUSTER_ISSUER: "letsencrypt" },
      flat,
      /^TLS_MODE: perHost is for ROUTING_KIND=Ingress/,
    ],
  ])("refuses %s", (_, env, addresses, problem) => {
    expect(read(env, addresses)).toEqual([expect.stringMatching(problem)]);
  });
});
