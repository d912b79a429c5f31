import { apiVersion, type Tenant } from "@tochka-rosta/crds";
import { describe, expect, it } from "vitest";
import { findOpenEndpoints } from "../endpoints.ts";
import type { Settings } from "../settings.ts";
import { databaseServerAt as server, testSettings } from "../testing/settings.ts";
import { buildNetworkPolicy, type PolicyInput } from "./network-policy.ts";

const tenant: Tenant = { apiVersion, kind: "Tenant", metadata: { name: "alpha", uid: "uid", generation: 3 }, spec: {} };
const anywhereButMetadata = [
  { ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } },
  { ipBlock: { cidr: "::/0", except: ["fe80::/10", "fd00:ec2::254/128"] } },
];
const buildPolicy = (input: Partial<PolicyInput>) =>
  buildNetworkPolicy(tenant, { settings: testSettings(), servers: [], needsNameServers: true, ...input });

describe("the network policy", () => {
  const egress = (host: string, coreJwksUrl = testSettings().coreJwksUrl) => {
    const { spec } = buildPolicy({ settings: testSettings({ coreJwksUrl }), servers: [server(host)] });
    return (spec as { egress: { to?: unknown[]; ports: { port: number }[] }[] }).egress;
  };

  it("lets in a controller that is no pod by its addresses, to the module's port and no other", () => {
    const settings = testSettings({ ingressNamespaces: [], ingressCidrs: ["10.0.0.0/24", "fd00::/64"] });
    expect(buildPolicy({ settings }).spec).toMatchObject({
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
    const { spec } = buildPolicy({ settings: testSettings({ nameServers }) });
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
    expect(buildPolicy({}).spec).toMatchObject({
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
    const { spec } = buildPolicy({
      servers: [server("pg.tochka-rosta-system.svc", { podLabels: { app: "pg" } })],
    });
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

  it("lets modules to the door's own pods, and to no name server where nobody needs one", () => {
    const settings = testSettings({ egressUrl: "http://egress.rosta.svc:8080" });
    const { egress } = buildPolicy({ settings, servers: [server("10.0.0.5")], needsNameServers: false }).spec ?? {};
    expect(egress?.length).toBe(3);
    expect(egress?.[2]).toEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "rosta" } },
          podSelector: { matchLabels: { "app.kubernetes.io/name": "egress" } },
        },
      ],
      ports: [{ protocol: "TCP", port: 8080 }],
    });
    expect(JSON.stringify(egress)).not.toContain("UDP");
  });

  it("names the addresses that the settings give a host outside the cluster, and of no other host", () => {
    const settings = testSettings({
      databaseCidrs: ["10.7.0.0/24", "fd07::/64"],
      coreKeysCidrs: ["203.0.113.7/32"],
      coreJwksUrl: "https://app.example.com/keys",
    });
    const servers = [server("pg.example.com"), server("pg.databases.svc")];
    const { egress = [] } = buildPolicy({ settings, servers, needsNameServers: false }).spec ?? {};
    expect(egress.map(({ to }) => to)).toEqual([
      [{ ipBlock: { cidr: "10.7.0.0/24" } }, { ipBlock: { cidr: "fd07::/64" } }],
      [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "databases" } } }],
      [{ ipBlock: { cidr: "203.0.113.7/32" } }],
    ]);
    const hosts = (given: Settings) => findOpenEndpoints(given, servers).map(({ host }) => host);
    expect(hosts(settings)).toEqual([]);
    expect(hosts({ ...settings, databaseCidrs: [] })).toEqual(["pg.example.com"]);
    expect(hosts({ ...settings, coreKeysCidrs: [] })).toEqual(["app.example.com"]);
  });
});
