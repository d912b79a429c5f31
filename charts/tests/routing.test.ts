import { describe, expect, test } from "vitest";
import { readConfig } from "../../core/src/config/config.ts";
import { readVariables } from "./pods.ts";
import { find, helm, render, type Rendered } from "./render.ts";

describe.skipIf(helm === null)("with Ingress", () => {
  test("dashboard and core share the one origin, and nothing inside gets out", async () => {
    const { spec } = find<Ingress>(await render("trial"), "Ingress", "platform");
    expect(spec.rules.map(({ host }) => host)).toEqual(["app.rosta.test"]);
    const paths = spec.rules[0]?.http.paths ?? [];
    expect(paths.map(({ path, pathType, backend }) => `${pathType} ${path} ${backend.service.name}`)).toEqual([
      "Prefix /api core",
      "Prefix /docs core",
      "Prefix /.well-known core",
      "Exact /health core",
      "Exact /openapi.json core",
      "Prefix / dashboard",
    ]);
    // Exact: what lies below /health is for `helm test`, and figures have a port that no route leads to.
    expect(JSON.stringify(spec)).not.toMatch(/metrics|9090/);
  });

  test("every host below the domain leads to the doorman, and gives way to sites under Traefik", async () => {
    const doorman = find<Ingress>(await render("trial"), "Ingress", "doorman");
    expect(doorman.spec.rules.map(({ host }) => host)).toEqual(["*.sites.test"]);
    expect(doorman.spec.tls).toEqual([{ hosts: ["*.sites.test"] }]);
    expect(doorman.metadata.annotations).toEqual({ "traefik.ingress.kubernetes.io/router.priority": "1" });
  });

  test("hosts of two labels reach the doorman where that is asked for", async () => {
    const nested = ["hostTemplate=\\{prefix\\}.\\{tenant\\}.\\{domain\\}", "tls.mode=perHost", "routing.catchAll=true"];
    const doorman = find<Ingress>(await render("production", nested), "Ingress", "doorman");
    expect(doorman.spec.rules.map(({ host }) => host)).toEqual(["*.tochka-sites.example", undefined]);
  });

  test("certificates of our own are made by the issuer and kept in the Secrets that are named", async () => {
    const objects = await render("production");
    for (const [name, secretName] of [
      ["platform", "dashboard-tls"],
      ["doorman", "sites-tls"],
    ] as const) {
      const { metadata, spec } = find<Ingress>(objects, "Ingress", name);
      expect(metadata.annotations?.["cert-manager.io/cluster-issuer"]).toBe("letsencrypt-dns");
      expect(spec.tls?.[0]?.secretName).toBe(secretName);
    }
  });

  test("without TLS in a trial no certificate is spoken of", async () => {
    const objects = await render("local");
    expect(objects.filter(({ kind }) => kind === "Ingress").map(({ spec }) => (spec as { tls?: unknown }).tls)).toEqual(
      [undefined, undefined],
    );
    expect(readVariables(objects, "operator")).toMatchObject({
      TLS_MODE: "none",
      PUBLIC_SCHEME: "http",
      PUBLIC_PORT: "3000",
    });
  });
});

describe.skipIf(helm === null)("whose X-Forwarded-For the core believes", () => {
  const others = { PUBLIC_ORIGIN: "https://app.rosta.test", SECRETS_DIR: "/s", DATABASE_URL: "postgresql://db/core" };
  const trusted = async (scenario: "trial" | "cloud", settings: string[] = []) =>
    readVariables(await render(scenario, settings), "core")["TRUSTED_PROXIES"];

  test("is for the core to say where the controller's addresses are private", async () => {
    expect(await trusted("trial")).toBeUndefined();
  });

  test("is that of a controller which is no pod, too", async () => {
    const value = await trusted("cloud");
    expect(value).toBe("130.211.0.0/22,35.191.0.0/16");
    const { trustedProxies } = readConfig({ ...others, NODE_ENV: "test", TRUSTED_PROXIES: value });
    expect(trustedProxies).toEqual(["130.211.0.0/22", "35.191.0.0/16"]);
  });

  test("is that of the values too, and still the controller's", async () => {
    const setting = "core.trustedProxies=10.9.0.0/16";
    expect(await trusted("trial", [setting])).toBe("10.9.0.0/16");
    expect(await trusted("cloud", [setting])).toBe("10.9.0.0/16,130.211.0.0/22,35.191.0.0/16");
  });
});

describe.skipIf(helm === null)("with HTTPRoutes", () => {
  test("both hosts hang on the Gateway's listener, and there is no Ingress", async () => {
    const objects = await render("gateway");
    expect(objects.filter(({ kind }) => kind === "Ingress")).toEqual([]);
    const parentRefs = [{ name: "public", namespace: "gateways", sectionName: "https" }];
    expect(find(objects, "HTTPRoute", "platform").spec).toMatchObject({
      parentRefs,
      hostnames: ["app.tochka.example"],
    });
    expect(find(objects, "HTTPRoute", "doorman").spec).toMatchObject({
      parentRefs,
      hostnames: ["*.tochka-sites.example"],
    });
  });

  test("the dashboard has a listener of its own where its host has", async () => {
    const objects = await render("gateway", ["routing.gateway.dashboardSectionName=https-dashboard"]);
    const listeners = (name: string) =>
      find<HttpRoute>(objects, "HTTPRoute", name).spec.parentRefs.map(({ sectionName }) => sectionName);
    expect(listeners("platform")).toEqual(["https-dashboard"]);
    expect(listeners("doorman")).toEqual(["https"]);
    expect(readVariables(objects, "operator")["GATEWAY"]).toBe("gateways/public/https");
  });

  test("the operator is told the same, and may write HTTPRoutes but no Ingress", async () => {
    const objects = await render("gateway");
    expect(readVariables(objects, "operator")).toMatchObject({
      ROUTING_KIND: "HTTPRoute",
      GATEWAY: "gateways/public/https",
    });
    expect(mayCreate(objects)).toEqual({ ingresses: false, httproutes: true });
    expect(mayCreate(await render("production"))).toEqual({ ingresses: true, httproutes: false });
  });

  test("nobody but the operator gives out hosts by them", async () => {
    const resources = async (scenario: "gateway" | "production") =>
      find<Policy>(
        await render(scenario),
        "ValidatingAdmissionPolicy",
        "tochka-rosta-hosts",
      ).spec.matchConstraints.resourceRules.flatMap((rule) => rule.resources);
    expect(await resources("gateway")).toEqual(["hostclaims", "ingresses", "httproutes"]);
    expect(await resources("production")).toEqual(["hostclaims", "ingresses"]);
  });
});

test.skipIf(helm === null)("operator, core and dashboard are told one and the same address", async () => {
  const objects = await render("production");
  const origin = "https://app.tochka.example";
  expect(readVariables(objects, "core")).toMatchObject({ PUBLIC_ORIGIN: origin, SITE_DOMAIN: "tochka-sites.example" });
  expect(readVariables(objects, "operator")).toMatchObject({
    CORE_ISSUER: origin,
    DASHBOARD_URL: origin,
    DOMAIN: "tochka-sites.example",
    CORE_JWKS_URL: "http://core.rosta.svc:8081/.well-known/jwks.json",
  });
  expect(readVariables(objects, "dashboard")).toMatchObject({
    PUBLIC_ORIGIN: origin,
    SITE_ORIGINS: "https://*.tochka-sites.example",
    CORE_URL: "http://core.rosta.svc:8080",
  });
  const { spec } = find<Service>(objects, "Service", "core");
  expect(spec.ports.map(({ port }) => port)).toEqual(expect.arrayContaining([8080, 8081]));
});

interface Ingress {
  readonly spec: {
    readonly tls?: readonly { readonly hosts: string[]; readonly secretName?: string }[];
    readonly rules: readonly {
      readonly host?: string;
      readonly http: {
        readonly paths: readonly { path: string; pathType: string; backend: { service: { name: string } } }[];
      };
    }[];
  };
}

interface HttpRoute {
  readonly spec: { readonly parentRefs: readonly { readonly sectionName?: string }[] };
}

interface Service {
  readonly spec: { readonly ports: readonly { readonly port: number }[] };
}

interface Policy {
  readonly spec: { readonly matchConstraints: { readonly resourceRules: readonly { readonly resources: string[] }[] } };
}

interface Role {
  readonly rules: readonly { readonly resources: string[]; readonly verbs: string[] }[];
}

function mayCreate(objects: readonly Rendered[]) {
  const { rules } = find<Role>(objects, "ClusterRole", "tochka-rosta-operator-tenant");
  const may = (resource: string) =>
    rules.some(({ resources, verbs }) => resources.includes(resource) && verbs.includes("create"));
  return { ingresses: may("ingresses"), httproutes: may("httproutes") };
}
