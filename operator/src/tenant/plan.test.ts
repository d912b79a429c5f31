import { apiVersion, identityOf, labels, type Tenant } from "@tochka-rosta/crds";
import { describe, expect, it } from "vitest";
import type { Namespace, Secret } from "../resources.ts";
import { databaseServerAt as server, testSettings } from "../testing/settings.ts";
import { buildLimitRange } from "./limit-range.ts";
import { planTenant } from "./plan.ts";
import { buildResourceQuota } from "./resource-quota.ts";

const tenant: Tenant = { apiVersion, kind: "Tenant", metadata: { name: "alpha", uid: "uid", generation: 3 }, spec: {} };
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
  planTenant(
    { tenant, namespace: found, namesakes: [], instances: [], registry: undefined, needsNameServers: true },
    testSettings(),
    [server("10.0.0.5")],
  );

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
    const observed = {
      tenant: subject,
      namespace: undefined,
      namesakes,
      instances: [],
      registry: undefined,
      needsNameServers: true,
    };
    const { problem, stages } = planTenant(observed, testSettings(), []);
    expect(problem?.reason).toBe(isGiven ? undefined : "TenantIdentityTaken");
    expect(stages.length > 0).toBe(isGiven);
  });

  it("one wildcard certificate where tenants have their own, by the issuer of the settings", () => {
    const tls = { mode: "perTenantWildcard", clusterIssuer: "letsencrypt" } as const;
    const settings = testSettings({ routing: { kind: "Ingress", ingressClass: "nginx", tls } });
    const { stages } = planTenant(
      { tenant, namespace: undefined, namesakes: [], instances: [], registry: undefined, needsNameServers: true },
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
        {
          tenant,
          namespace: namespace(ours),
          namesakes: [],
          instances: [],
          needsNameServers: true,
          registry: { config, secret },
        },
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
