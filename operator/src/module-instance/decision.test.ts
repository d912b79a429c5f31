import { apiVersion, type Module, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { describe, expect, it } from "vitest";
import type { AppliedObject } from "../resources.ts";
import type { Routing, Tls } from "../routing.ts";
import { testSettings } from "../testing/settings.ts";
import { decide } from "./decision.ts";
import type { ObservedInstance } from "./observe.ts";
import { planInstance } from "./plan.ts";

const now = "2026-11-23T00:00:00Z";
const ready = [
  { type: "Ready", status: "True" as const, reason: "TenantProvisioned", message: "", lastTransitionTime: now },
];

function tenant(change: { spec?: Tenant["spec"]; metadata?: object; status?: Tenant["status"] } = {}): Tenant {
  const metadata = { name: "alpha", uid: "tenant-uid", ...change.metadata };
  return {
    apiVersion,
    kind: "Tenant",
    metadata,
    spec: change.spec ?? {},
    status: change.status ?? { conditions: ready },
  };
}

function instance(name: string, spec: Partial<ModuleInstance["spec"]> = {}, metadata: object = {}): ModuleInstance {
  return {
    apiVersion,
    kind: "ModuleInstance",
    metadata: { name, namespace: "tenant-alpha", uid: `${name}-uid`, creationTimestamp: now, ...metadata },
    spec: { module: "shop", ...spec },
  };
}

const module: Module = {
  apiVersion,
  kind: "Module",
  metadata: { name: "shop" },
  spec: { titles: { ru: "Магазин", en: "Shop" }, image: "tochka-rosta/shop", version: "0.1.0" },
};

function observed(change: Partial<ObservedInstance> = {}): ObservedInstance {
  const subject = change.instance ?? instance("shop");
  return {
    instance: subject,
    host: "shop--alpha.sites.test",
    tenant: tenant(),
    module,
    siblings: [subject],
    hostClaim: undefined,
    deployment: undefined,
    service: undefined,
    route: undefined,
    ...change,
  };
}

const running = {
  deployment: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "shop" }, spec: { replicas: 1 } },
};
const routed = {
  route: { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "shop", uid: "i" } },
};
const suspended = tenant({ spec: { suspension: { reason: "payment" } } });
const older = instance("older", {}, { creationTimestamp: "2026-11-22T00:00:00Z" });

describe("deciding about an instance", () => {
  it.each<[string, ObservedInstance, Record<string, unknown>]>([
    ["all is well: run", observed(), { mode: "run", image: "tochka-rosta/shop:0.1.0" }],
    [
      "a pinned version",
      observed({ instance: instance("shop", { version: "0.0.9" }) }),
      { image: "tochka-rosta/shop:0.0.9" },
    ],
    ["no tenant", observed({ tenant: undefined }), { mode: "blocked", reason: "TenantNotFound" }],
    [
      "tenant on its way out",
      observed({ tenant: tenant({ metadata: { deletionTimestamp: now } }) }),
      { mode: "blocked", reason: "TenantDeleting" },
    ],
    [
      "tenant not ready yet",
      observed({ tenant: tenant({ status: {} }) }),
      { mode: "blocked", reason: "TenantNotReady" },
    ],
    [
      "suspended before the tenant was ever ready",
      observed({ tenant: tenant({ spec: { suspension: { reason: "payment" } }, status: {} }) }),
      { mode: "stop", status: "suspended", reason: "SuspendedForPayment", site: "Suspended" },
    ],
    [
      "switched off while the tenant is not ready",
      observed({ tenant: tenant({ status: {} }), instance: instance("shop", { active: false }) }),
      { mode: "stop", status: "inactive", reason: "SwitchedOff" },
    ],
    [
      "the dashboard's host, the tenant suspended: no claim is laid to it",
      observed({ host: "app.example.com", tenant: suspended }),
      { mode: "blocked", reason: "HostReserved" },
    ],
    ["the dashboard's host", observed({ host: "app.example.com" }), { mode: "blocked", reason: "HostReserved" }],
    [
      "suspended",
      observed({ tenant: suspended }),
      { mode: "stop", status: "suspended", reason: "SuspendedForPayment", site: "Suspended" },
    ],
    [
      "suspended, the module gone",
      observed({ tenant: suspended, module: undefined }),
      { mode: "stop", status: "suspended" },
    ],
    [
      "switched off",
      observed({ instance: instance("shop", { active: false }) }),
      { mode: "stop", reason: "SwitchedOff" },
    ],
    [
      "an older one holds the only subdomain",
      observed({ siblings: [older, instance("shop")] }),
      { mode: "stop", reason: "SubdomainLimitReached" },
    ],
    [
      "the older one is off",
      observed({ siblings: [{ ...older, spec: { module: "shop", active: false } }, instance("shop")] }),
      { mode: "run" },
    ],
    [
      "the older one is being deleted",
      observed({ siblings: [instance("older", {}, { deletionTimestamp: now }), instance("shop")] }),
      { mode: "run" },
    ],
    [
      "no such module: a running site is left alone",
      observed({ module: undefined, ...running }),
      { mode: "blocked", reason: "ModuleNotFound" },
    ],
    [
      "only announced",
      observed({ module: { ...module, spec: { ...module.spec, stage: "ComingSoon" } } }),
      { mode: "blocked", reason: "ModuleComingSoon" },
    ],
  ])("%s", (_, input, expected) => {
    expect(decide(input, testSettings())).toMatchObject(expected);
  });

  it("of equally old ones the name decides, whoever asks", () => {
    const siblings = [instance("b"), instance("a")];
    const modes = siblings.map((one) => decide(observed({ instance: one, siblings }), testSettings()).mode);
    expect(modes).toEqual(["stop", "run"]);
  });
});

const host = "shop--alpha.sites.test";
const ingress = (tls: Tls): Routing => ({ kind: "Ingress", ingressClass: "traefik", tls });

/** What leads the host to a running instance. */
function findRoute(routing: Routing) {
  const settings = testSettings({ routing });
  const desired = planInstance(observed(), decide(observed(), settings), settings).stages.flat();
  const route = desired.find(({ object }) => ["Ingress", "HTTPRoute"].includes(object.kind));
  if (route === undefined) throw new Error("nothing leads to the instance");
  return route;
}

describe("planning an instance", () => {
  const plan = (input: ObservedInstance) => planInstance(input, decide(input, testSettings()), testSettings());
  const kinds = (input: ObservedInstance) => plan(input).stages.map((stage) => stage.map(({ object }) => object.kind));

  it.each<[string, ObservedInstance, string[][]]>([
    ["to run", observed(), [["ConfigMap"], ["Deployment", "Service", "Ingress"]]],
    ["blocked: nothing is touched", observed({ tenant: undefined, ...running, ...routed }), []],
    ["to stop what runs", observed({ tenant: suspended, ...running, ...routed }), [["ConfigMap", "Deployment"]]],
    ["to stop what never ran", observed({ tenant: suspended }), []],
  ])("%s", (_, input, expected) => {
    expect(kinds(input)).toEqual(expected);
  });

  it("planning twice gives the same", () => {
    for (const input of [observed(), observed({ tenant: suspended, ...running })])
      expect(plan(input)).toEqual(plan(input));
  });

  it("takes the way in when the site is off, and only then", () => {
    expect(plan(observed(routed)).routeToRemove).toBeUndefined();
    expect(plan(observed({ tenant: suspended, ...routed })).routeToRemove).toBe(routed.route);
  });

  it("scales down what it can no longer describe", () => {
    expect(plan(observed({ tenant: suspended, module: undefined, ...running })).mustScaleDown).toBe(true);
    expect(plan(observed({ tenant: suspended, ...running })).mustScaleDown).toBe(false);
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
