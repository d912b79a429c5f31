import { apiVersion, identityOf, labels, type Tenant } from "@tochka-rosta/crds";
import { describe, expect, it } from "vitest";
import type { Namespace, Secret } from "../resources.ts";
import type { DatabaseServerSettings } from "../settings.ts";
import { testSettings } from "../testing/settings.ts";
import { buildLimitRange } from "./limit-range.ts";
import { buildNetworkPolicy } from "./network-policy.ts";
import { planTenant } from "./plan.ts";
import { buildResourceQuota } from "./resource-quota.ts";

const tenant: Tenant = { apiVersion, kind: "Tenant", metadata: { name: "alpha", uid: "uid", generation: 3 }, spec: {} };
const server = (host: string, more: Partial<DatabaseServerSettings> = {}): DatabaseServerSettings => ({
  ...more,
  name: "main",
  host,
  port: 5432,
  user: "provisioner",
  database: "postgres",
  softLimit: 500,
  hardLimit: 1000,
  connectionsPercent: 80,
  sslmode: "disable",
});
const anywhereButMetadata = [
  { ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } },
  { ipBlock: { cidr: "::/0", except: ["fe80::/10", "fd00:ec2::254/128"] } },
];
const namespace = (metadata: object): Namespace => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "tenant-alpha", ...metadata },
});
const tenantOf = (name: string, metadata: object, id?: string): Tenant => ({
  apiVersion,
  kind: "Tenant",
  metadata: { name, uid: "its-own", ...metadata },
  spec: { ...(id !== undefined && { id }) },
});
const ours = { labels: { [labels.tenantUid]: "uid" } };
const plan = (found?: Namespace) =>
  planTenant({ tenant, namespace: found, namesakes: [], instances: [], registry: undefined }, testSettings(), [
    server("10.0.0.5"),
  ]);

describe("planning a tenant", () => {
  it("the namespace, then the operator's rights in it, then the rest", () => {
    expect(plan().stages.map((stage) => stage.map(({ object }) => object.kind))).toEqual([
      ["Namespace"],
      ["RoleBinding"],
      ["NetworkPolicy", "ResourceQuota", "LimitRange", "ServiceAccount"],
    ]);
  });

  it.each<[string, Namespace, string | undefined]>([
    ["our own", namespace(ours), undefined],
    ["nobody's", namespace({}), "NamespaceTaken"],
    ["another tenant's", namespace({ labels: { [labels.tenantUid]: "other" } }), "NamespaceTaken"],
    [
      "an earlier tenant's, on its way out",
      namespace({ deletionTimestamp: "2026-01-01T00:00:00Z" }),
      "NamespaceTerminating",
    ],
  ])("finds a namespace that is %s", (_, found, reason) => {
    expect(plan(found).problem?.reason).toBe(reason);
    expect(plan(found).stages.length > 0).toBe(reason === undefined);
  });

  it.each<[string, Partial<Tenant["spec"]>, Tenant, boolean]>([
    ["nobody else has it", { id: "11111111-1111-4111-8111-111111111111" }, tenantOf("beta", {}), true],
    ["it is another tenant's own uid", { id: "other-uid" }, tenantOf("beta", { uid: "other-uid" }), false],
    [
      "another was made again under it before",
      { id: "x" },
      tenantOf("beta", { uid: "b", creationTimestamp: "1" }, "x"),
      false,
    ],
    [
      "another was made again under it later",
      { id: "x" },
      tenantOf("beta", { uid: "b", creationTimestamp: "3" }, "x"),
      true,
    ],
  ])("gives a tenant what its identity has, where %s", (_, spec, other, isGiven) => {
    const subject = { ...tenant, metadata: { ...tenant.metadata, creationTimestamp: "2" }, spec };
    const namesakes = identityOf(other) === identityOf(subject) ? [other] : [];
    const observed = { tenant: subject, namespace: undefined, namesakes, instances: [], registry: undefined };
    const { problem, stages } = planTenant(observed, testSettings(), []);
    expect(problem?.reason).toBe(isGiven ? undefined : "TenantIdentityTaken");
    expect(stages.length > 0).toBe(isGiven);
  });

  it("one wildcard certificate where tenants have their own, by the issuer of the settings", () => {
    const tls = { mode: "perTenantWildcard", clusterIssuer: "letsencrypt" } as const;
    const settings = testSettings({ routing: { kind: "Ingress", ingressClass: "nginx", tls } });
    const { stages } = planTenant(
      { tenant, namespace: undefined, namesakes: [], instances: [], registry: undefined },
      settings,
      [],
    );
    expect(stages.flat().filter(({ object }) => object.kind === "Certificate")).toEqual([
      {
        resource: expect.objectContaining({ plural: "certificates" }) as unknown,
        object: expect.objectContaining({
          metadata: expect.objectContaining({ name: "wildcard-tls", namespace: "tenant-alpha" }) as unknown,
          spec: {
            secretName: "wildcard-tls",
            dnsNames: ["*.alpha.sites.test", "alpha.sites.test"],
            issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "letsencrypt" },
          },
        }) as unknown,
      },
    ]);
  });

  it("access to the modules' registry, where it is configured and the namespace has not got it", () => {
    const config = '{"auths":{"registry.example":{"auth":"eDp5"}}}';
    const planned = (secret: Secret | undefined) =>
      planTenant(
        { tenant, namespace: namespace(ours), namesakes: [], instances: [], registry: { config, secret } },
        testSettings(),
        [],
      ).stages.flatMap((stage) => stage.map(({ object }) => object).filter(({ kind }) => kind === "Secret"));
    const [secret] = planned(undefined);
    expect(secret).toMatchObject({
      metadata: { name: "registry", namespace: "tenant-alpha" },
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": Buffer.from(config).toString("base64") },
    });
    expect(planned(secret as Secret)).toEqual([]);
    expect(planned({ ...(secret as Secret), data: { ".dockerconfigjson": "" } })).toEqual([secret]);
  });

  it("everything belongs to the tenant and says so", () => {
    for (const { object } of plan().stages.flat()) {
      expect(object.metadata.ownerReferences).toEqual([
        expect.objectContaining({ kind: "Tenant", uid: "uid", controller: true }),
      ]);
      expect(object.metadata.labels).toMatchObject({ [labels.tenant]: "alpha", [labels.tenantUid]: "uid" });
    }
  });
});

describe("the network policy", () => {
  const egress = (host: string, coreJwksUrl = testSettings().coreJwksUrl) => {
    const { spec } = buildNetworkPolicy(tenant, { ...testSettings(), coreJwksUrl }, [server(host)]);
    return (spec as { egress: { to?: unknown[]; ports: { port: number }[] }[] }).egress;
  };

  it("lets in a controller that is no pod by its addresses, to the module's port and no other", () => {
    const settings = testSettings({ ingressNamespaces: [], ingressCidrs: ["10.0.0.0/24", "fd00::/64"] });
    expect(buildNetworkPolicy(tenant, settings, []).spec).toMatchObject({
      ingress: [
        {
          from: [{ ipBlock: { cidr: "10.0.0.0/24" } }, { ipBlock: { cidr: "fd00::/64" } }],
          ports: [{ protocol: "TCP", port: "http" }],
        },
      ],
    });
  });

  it("lets out to resolvers that are no pods at port 53 only, since the cloud's hands out credentials at others", () => {
    const nameServers = { namespaces: ["dns"], ports: [53, 80], cidrs: ["169.254.169.254/32"] };
    const { spec } = buildNetworkPolicy(tenant, testSettings({ nameServers }), []);
    expect((spec as { egress: object[] }).egress.slice(0, 2)).toEqual([
      {
        to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "dns" } } }],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
          { protocol: "UDP", port: 80 },
          { protocol: "TCP", port: 80 },
        ],
      },
      {
        to: [{ ipBlock: { cidr: "169.254.169.254/32" } }],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      },
    ]);
  });

  it("lets nothing in but the ingress controller, to the module's port", () => {
    expect(buildNetworkPolicy(tenant, testSettings(), []).spec).toMatchObject({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "tochka-rosta-system" } } }],
          ports: [{ port: "http" }],
        },
      ],
    });
  });

  it.each([
    ["10.0.0.5", [{ ipBlock: { cidr: "10.0.0.5/32" } }]],
    ["fd00::5", [{ ipBlock: { cidr: "fd00::5/128" } }]],
    ["localhost", [{ ipBlock: { cidr: "127.0.0.1/32" } }]],
    ["pg.databases.svc", [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "databases" } } }]],
    ["pg.example.com", anywhereButMetadata],
  ])("a database server at %s", (host, to) => {
    expect(egress(host)[1]).toEqual({ to, ports: [{ protocol: "TCP", port: 5432 }] });
  });

  it("of a database server's namespace only its own pods, where the settings name them", () => {
    const { spec } = buildNetworkPolicy(tenant, testSettings(), [
      server("pg.tochka-rosta-system.svc", { podLabels: { app: "pg" } }),
    ]);
    expect((spec as { egress: object[] }).egress[1]).toEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "tochka-rosta-system" } },
          podSelector: { matchLabels: { app: "pg" } },
        },
      ],
      ports: [{ protocol: "TCP", port: 5432 }],
    });
  });

  it("lets modules read the core's keys from the core's own pods, and from no other of its namespace", () => {
    expect(egress("10.0.0.5")[2]).toEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "tochka-rosta-system" } },
          podSelector: { matchLabels: { "app.kubernetes.io/name": "core" } },
        },
      ],
      ports: [{ protocol: "TCP", port: 8080 }],
    });
    expect(egress("10.0.0.5", "https://app.example.com/keys")[2]).toEqual({
      to: anywhereButMetadata,
      ports: [{ protocol: "TCP", port: 443 }],
    });
  });
});

it("the quota follows the tariff and leaves no public ports", () => {
  const limited = { ...tenant, spec: { limits: { subdomains: 2, cpu: "4", memory: "2Gi", storage: "20Gi" } } };
  expect(buildResourceQuota(limited).spec).toMatchObject({
    hard: {
      "limits.cpu": "4",
      "limits.memory": "2Gi",
      "requests.storage": "20Gi",
      "services.loadbalancers": "0",
      "services.nodeports": "0",
    },
  });
});

it("the default limits hold the second pod that a site has while its version changes", () => {
  const { spec } = buildResourceQuota(tenant) as { spec: { hard: Record<string, string> } };
  const { spec: range } = buildLimitRange(tenant) as { spec: { limits: { default: Record<string, string> }[] } };
  const pod = range.limits[0]?.default;
  expect(Number(spec.hard["limits.cpu"]) * 1000).toBeGreaterThanOrEqual(2 * parseFloat(pod?.["cpu"] ?? ""));
  expect(pod?.["cpu"]).toMatch(/^\d+m$/);
  expect(parseFloat(spec.hard["limits.memory"] ?? "") * 1024).toBeGreaterThanOrEqual(
    2 * parseFloat(pod?.["memory"] ?? ""),
  );
  expect([spec.hard["limits.memory"], pod?.["memory"]]).toEqual([
    expect.stringMatching(/^\d+Gi$/),
    expect.stringMatching(/^\d+Mi$/),
  ]);
  expect(Number(spec.hard["pods"])).toBeGreaterThanOrEqual(2);
});
