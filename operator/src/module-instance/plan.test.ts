import { describe, expect, it } from "vitest";
import type { AppliedObject } from "../resources.ts";
import type { Routing, Tls } from "../routing.ts";
import { observed, tenant } from "../testing/observed.ts";
import { testSettings } from "../testing/settings.ts";
import { decide } from "./decide.ts";
import type { ObservedInstance } from "./observe.ts";
import { planInstance } from "./plan.ts";

const running = {
  deployment: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "shop" }, spec: { replicas: 1 } },
};
const routed = {
  route: { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "shop", uid: "i" } },
};
const suspended = tenant({ spec: { suspension: { reason: "payment" } } });

const host = "shop--alpha.sites.test";
const ingress = (tls: Tls): Routing => ({ kind: "Ingress", ingressClass: "traefik", tls });

/** What leads the host to a running instance. */
function findRoute(routing: Routing) {
  const settings = testSettings({ routing });
  const input = { settings, servers: [], services: { find: () => undefined }, now: 0 };
  const desired = planInstance(observed(), decide(observed(), settings), input).stages.flat();
  const route = desired.find(({ object }) => ["Ingress", "HTTPRoute"].includes(object.kind));
  if (route === undefined) throw new Error("nothing leads to the instance");
  return route;
}

describe("planning an instance", () => {
  const platform = { settings: testSettings(), servers: [], services: { find: () => undefined }, now: 0 };
  const plan = (input: ObservedInstance) => planInstance(input, decide(input, platform.settings), platform);
  const kinds = (input: ObservedInstance) => plan(input).stages.map((stage) => stage.map(({ object }) => object.kind));

  it.each<[string, ObservedInstance, string[][]]>([
    [
      "to run",
      observed(),
      [
        ["ServiceAccount", "ConfigMap"],
        ["Deployment", "Service", "Ingress"],
      ],
    ],
    ["blocked: nothing is touched", observed({ tenant: undefined, ...running, ...routed }), []],
    ["to stop what runs", observed({ tenant: suspended, ...running, ...routed }), [["ConfigMap", "Deployment"]]],
    ["to stop what never ran", observed({ tenant: suspended }), []],
  ])("%s", (_, input, expected) => {
    expect(kinds(input)).toEqual(expected);
  });

  it("makes the Secret of keys before the pods that mount it, and only where it is not as it should be", () => {
    const stale = plan(observed({ keys: { state: "stale", keys: "{}" } })).stages;
    expect(stale[0]?.map(({ object }) => object.metadata.name)).toContain("shop-keys");
    for (const state of ["current", "unreadable", "notRead"] as const) {
      expect(kinds(observed({ keys: { state } })).flat(), state).not.toContain("Secret");
    }
  });

  it("takes the way in when the site is off, and only then", () => {
    expect(plan(observed(routed)).routeToRemove).toBeUndefined();
    expect(plan(observed({ tenant: suspended, ...routed })).routeToRemove).toBe(routed.route);
  });

  it("scales down what it can no longer describe", () => {
    expect(plan(observed({ tenant: suspended, module: undefined, ...running })).deploymentToScaleDown).toBe(
      running.deployment,
    );
    expect(plan(observed({ tenant: suspended, ...running })).deploymentToScaleDown).toBeUndefined();
  });

  it("puts no text of a tenant into annotations that an ingress controller would read", () => {
    const ingress = plan(observed())
      .stages.flat()
      .find(({ object }) => object.kind === "Ingress");
    expect(ingress?.object.metadata.annotations).toBeUndefined();
  });

  it.each<[string, Routing, object]>([
    ["the controller's default certificate", ingress({ mode: "wildcardSecret" }), { tls: [{ hosts: [host] }] }],
    [
      "the tenant's wildcard",
      ingress({ mode: "perTenantWildcard", clusterIssuer: "letsencrypt" }),
      { tls: [{ hosts: [host], secretName: "wildcard-tls" }] },
    ],
    [
      "a certificate of its own",
      ingress({ mode: "perHost", clusterIssuer: "letsencrypt" }),
      { tls: [{ hosts: [host], secretName: "shop-tls" }] },
    ],
    ["no certificate", ingress({ mode: "none" }), { ingressClassName: "traefik" }],
    [
      "a Gateway",
      { kind: "HTTPRoute", gateway: { namespace: "gateways", name: "sites" } },
      {
        parentRefs: [{ kind: "Gateway", namespace: "gateways", name: "sites" }],
        hostnames: [host],
        rules: [{ backendRefs: [{ name: "shop", port: 80 }] }],
      },
    ],
  ])("the host is served with %s", (_, routing, expected) => {
    const { object } = findRoute(routing);
    const { spec } = object as AppliedObject;
    expect(spec).toMatchObject(expected);
    expect(Object.keys(spec ?? {}).includes("tls")).toBe("tls" in expected);
    const isIssuerExpected = routing.kind === "Ingress" && routing.tls.mode === "perHost";
    expect(object.metadata.annotations).toEqual(
      isIssuerExpected ? { "cert-manager.io/cluster-issuer": "letsencrypt" } : undefined,
    );
  });
});
