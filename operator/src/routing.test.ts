import { readSettings, SettingsError, type Environment } from "@tochka-rosta/service/settings";
import { describe, expect, it } from "vitest";
import { planRouting, type RoutingSettings } from "./routing.ts";
import { settingsSchema } from "./settings-schema.ts";

type Addresses = Pick<RoutingSettings, "hostTemplate" | "publicScheme">;

const flat = { hostTemplate: "{prefix}--{tenant}.{domain}", publicScheme: "https" } as const;
const nested = { hostTemplate: "{prefix}.{tenant}.{domain}", publicScheme: "https" } as const;
const plain = { hostTemplate: "{prefix}.{tenant}.{domain}", publicScheme: "http" } as const;

const { routingKind, ingressClass, gateway, tlsMode, tlsClusterIssuer } = settingsSchema;

function read(env: Environment, addresses: Addresses) {
  const schema = { routingKind, ingressClass, gateway, tlsMode, tlsClusterIssuer };
  try {
    return readSettings(schema, env, (given, report) => planRouting({ ...given, ...addresses }, report));
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe("how hosts lead to modules", () => {
  it.each<[string, Environment, Addresses, object]>([
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

  it.each<[string, Environment, Addresses, RegExp]>([
    [
      "a kind that is none",
      { ROUTING_KIND: "Route" },
      flat,
      /^ROUTING_KIND: must be one of Ingress, HTTPRoute, not "Route"/,
    ],
    ["no Gateway", { ROUTING_KIND: "HTTPRoute" }, flat, /^GATEWAY: must be namespace\/name/],
    ["a Gateway without its namespace", { ROUTING_KIND: "HTTPRoute", GATEWAY: "sites" }, flat, /^GATEWAY: must be/],
    ["a Gateway beside Ingresses", { GATEWAY: "gateways/sites" }, flat, /^GATEWAY: is only for ROUTING_KIND=HTTPRoute/],
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
