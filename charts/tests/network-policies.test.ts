import { describe, expect, test } from "vitest";
import { readVariables } from "./pods.ts";
import { find, helm, render, type Rendered } from "./render.ts";

describe.skipIf(helm === null)("network policies of the platform's own namespace", () => {
  test("close everything first, and every pod of ours has its holes", async () => {
    const objects = await render("trial");
    expect(policy(objects, "default-deny").spec).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const components = new Set(
      objects.flatMap(({ kind, spec, metadata }) => {
        if (kind === "Pod") return [metadata.labels?.["app.kubernetes.io/name"]];
        const { template } = (spec ?? {}) as { template?: { metadata: { labels: Record<string, string> } } };
        return template ? [template.metadata.labels["app.kubernetes.io/name"]] : [];
      }),
    );
    expect([...components].sort()).toEqual([
      "core",
      "dashboard",
      "doorman",
      "egress",
      "operator",
      "setup",
      "test",
      "trial-postgresql-core",
      "trial-postgresql-modules",
      "trial-redis",
    ]);
    const selected = objects
      .filter(({ kind }) => kind === "NetworkPolicy")
      .map(({ spec }) => (spec as Policy["spec"]).podSelector.matchLabels?.["app.kubernetes.io/name"]);
    expect(selected).toEqual(expect.arrayContaining([...components]));
  });

  test("let modules to the core's keys and to their own server, and not to the core's database", async () => {
    const objects = await render("trial");
    const tenants = { matchExpressions: [{ key: "tochkarosta.online/tenant-uid", operator: "Exists" }] };
    const isReached = (name: string) =>
      (policy(objects, name).spec.ingress ?? []).some(({ from = [] }) =>
        from.some(({ namespaceSelector }) => JSON.stringify(namespaceSelector) === JSON.stringify(tenants)),
      );
    expect(isReached("core")).toBe(true);
    expect(isReached("egress")).toBe(true);
    expect(isReached("trial-postgresql-modules")).toBe(true);
    for (const name of ["trial-postgresql-core", "trial-redis", "operator", "dashboard", "doorman"]) {
      expect(isReached(name), name).toBe(false);
    }
    // The API and the figures are on other ports, which no module reaches.
    const meshed = await render("trial", ["core.internalUrl=http://core.mesh:80"]);
    for (const rendered of [objects, meshed]) {
      const rules = policy(rendered, "core").spec.ingress?.filter((rule) =>
        JSON.stringify(rule).includes("tenant-uid"),
      );
      expect(rules).toEqual([{ from: [{ namespaceSelector: tenants }], ports: [{ protocol: "TCP", port: "keys" }] }]);
    }
    expect(readVariables(objects, "operator")["CORE_JWKS_URL"]).toBe(
      "http://core.rosta.svc:8081/.well-known/jwks.json",
    );
    expect(readVariables(objects, "core")["KEYS_PORT"]).toBe("8081");
  });

  test("let Prometheus to figures only, where it is named", async () => {
    const objects = await render("production");
    const prometheus = [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }];
    expect(policy(objects, "core").spec.ingress).toContainEqual({
      from: prometheus,
      ports: [{ protocol: "TCP", port: "metrics" }],
    });
    expect(policy(objects, "operator").spec.ingress).toEqual([
      { from: prometheus, ports: [{ protocol: "TCP", port: "http" }] },
    ]);
    expect(policy(await render("trial"), "operator").spec.ingress).toBeUndefined();
  });

  test("name a database by its address where it has one, and the SMS gateway by its port", async () => {
    const objects = await render("gateway", ["codes.webhook.url=http://10.9.9.9:9911/send"]);
    const { egress } = policy(objects, "core").spec;
    expect(egress).toContainEqual({
      to: [{ ipBlock: { cidr: "10.20.0.5/32" } }],
      ports: [{ protocol: "TCP", port: 5432 }],
    });
    const gateway = { to: [{ ipBlock: { cidr: "10.9.9.9/32" } }], ports: [{ protocol: "TCP", port: 9911 }] };
    expect(policy(objects, "egress").spec.egress).toContainEqual(gateway);
    expect(egress).not.toContainEqual(gateway);
    const named = policy(await render("gateway", ["egress.enabled=false"]), "core").spec.egress;
    expect(named).toContainEqual({ ports: [{ protocol: "TCP", port: 443 }] });
  });

  test("name a database's addresses where it has a name outside the cluster, and tell the operator", async () => {
    const settings = [
      "postgresql.external.host=pg.example.com",
      "postgresql.external.cidrs={10.7.0.0/24,fd07::/64}",
      "core.keysUrl=https://keys.example.com",
      "core.keysCidrs={203.0.113.7/32}",
    ];
    const objects = await render("production", settings);
    for (const name of ["core", "operator"]) {
      expect(policy(objects, name).spec.egress, name).toContainEqual({
        to: [{ ipBlock: { cidr: "10.7.0.0/24" } }, { ipBlock: { cidr: "fd07::/64" } }],
        ports: [{ protocol: "TCP", port: 5432 }],
      });
    }
    expect(readVariables(objects, "operator")).toMatchObject({
      DATABASE_CIDRS: "10.7.0.0/24,fd07::/64",
      CORE_KEYS_CIDRS: "203.0.113.7/32",
    });
    expect(readVariables(await render("production"), "operator")).not.toHaveProperty("CORE_KEYS_CIDRS");
  });

  test("narrow the way to the API server to addresses that are given", async () => {
    const objects = await render("trial", [
      "networkPolicy.apiServer.cidrs={10.0.0.1/32}",
      "networkPolicy.apiServer.ports={6443}",
    ]);
    for (const name of ["core", "operator", "doorman", "setup-hooks"]) {
      expect(policy(objects, name).spec.egress, name).toContainEqual({
        to: [{ ipBlock: { cidr: "10.0.0.1/32" } }],
        ports: [{ protocol: "TCP", port: 6443 }],
      });
    }
    // It speaks to the core only.
    expect(JSON.stringify(policy(objects, "dashboard").spec.egress)).not.toContain("6443");
  });

  test("are there for the hooks before the first of their pods, and after the last", async () => {
    const objects = await render("trial");
    const { metadata } = policy(objects, "setup-hooks");
    const events = metadata.annotations?.["helm.sh/hook"];
    expect(events).toBe(find(objects, "Job", "setup-secrets").metadata.annotations?.["helm.sh/hook"]);
    const weight = (annotations: Annotations) => Number(annotations?.["helm.sh/hook-weight"]);
    const jobs = objects.filter(({ kind }) => kind === "Job");
    for (const job of jobs) expect(weight(metadata.annotations)).toBeLessThan(weight(job.metadata.annotations));
    // Not when it succeeded, for then the hooks after an install would have none.
    expect(metadata.annotations?.["helm.sh/hook-delete-policy"]).toBe("before-hook-creation");
    const without = await render("gateway", [
      "setup.enabled=false",
      "catalogue.enabled=false",
      "secrets.core.existingSecret=keys",
    ]);
    expect(without.map((object) => object.metadata.name)).not.toContain("setup-hooks");
  });

  test("let a controller that is no pod in by its addresses, and tell the operator", async () => {
    const objects = await render("cloud");
    const peers = [{ ipBlock: { cidr: "130.211.0.0/22" } }, { ipBlock: { cidr: "35.191.0.0/16" } }];
    for (const name of ["core", "dashboard", "doorman"]) {
      expect(policy(objects, name).spec.ingress?.[0]?.from, name).toEqual(expect.arrayContaining(peers));
    }
    expect(policy(objects, "operator").spec.egress).toContainEqual({ to: peers });
    const variables = readVariables(objects, "operator");
    expect(variables["INGRESS_CIDRS"]).toBe("130.211.0.0/22,35.191.0.0/16");
    expect(variables).not.toHaveProperty("INGRESS_NAMESPACES");
  });

  test("let resolvers be asked that are no pods, at port 53 only, and tell the operator", async () => {
    const objects = await render("cloud", ["networkPolicy.dns.ports={53,80}"]);
    for (const name of ["core", "operator", "dashboard", "doorman", "setup-hooks", "test"]) {
      expect(policy(objects, name).spec.egress, name).toContainEqual({
        to: [{ ipBlock: { cidr: "169.254.20.10/32" } }, { ipBlock: { cidr: "169.254.169.254/32" } }],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      });
    }
    expect(readVariables(objects, "operator")).toMatchObject({
      DNS_NAMESPACES: "kube-system",
      DNS_PORTS: "53,80",
      DNS_CIDRS: "169.254.20.10/32,169.254.169.254/32",
    });
  });

  test("let issuers in to cert-manager's solvers through the controller, where it is asked for certificates", async () => {
    const { spec } = policy(await render("production"), "certificate-solver");
    expect(spec.podSelector.matchLabels).toEqual({ "acme.cert-manager.io/http01-solver": "true" });
    expect(spec.ingress).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "traefik" } } }],
        ports: [{ protocol: "TCP", port: 8089 }],
      },
    ]);
    for (const scenario of ["trial", "gateway"] as const) {
      const names = (await render(scenario)).map(({ metadata }) => metadata.name);
      expect(names).not.toContain("certificate-solver");
    }
  });

  test("take further rules, and go altogether where somebody else's do the work", async () => {
    const rule = "networkPolicy.additional.core.egress[0].ports[0].port=9999";
    const objects = await render("trial", [rule]);
    expect(policy(objects, "core").spec.egress).toContainEqual({ ports: [{ port: 9999 }] });
    const off = await render("trial", ["networkPolicy.enabled=false"]);
    expect(off.filter(({ kind }) => kind === "NetworkPolicy")).toEqual([]);
  });
});

interface Peer {
  readonly namespaceSelector?: object;
  readonly ipBlock?: object;
  readonly podSelector?: object;
}

type Annotations = Rendered["metadata"]["annotations"];

interface Policy {
  readonly spec: {
    readonly podSelector: { readonly matchLabels?: Record<string, string> };
    readonly policyTypes: string[];
    readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: object[] }[];
    readonly egress?: readonly object[];
  };
}

function policy(objects: readonly Rendered[], name: string): Rendered & Policy {
  return find<Policy>(objects, "NetworkPolicy", name);
}
