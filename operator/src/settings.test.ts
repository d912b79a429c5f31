import { SettingsError, type Environment } from "@tochka-rosta/service/settings";
import { describe, expect, it } from "vitest";
import { buildOrigin, readConfig, readDatabaseServers, readServerPassword } from "./settings.ts";

/** The problems that reading reports, each as "NAME: what is wrong". */
function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}
const problemsOfConfig = (env: Environment) => problemsOf(() => readConfig(env));

const complete = {
  DOMAIN: "sites.test",
  CORE_ISSUER: "https://app.example.com",
  CORE_JWKS_URL: "https://app.example.com/.well-known/jwks.json",
  DASHBOARD_URL: "https://app.example.com",
  DATABASE_SERVERS_FILE: "/etc/operator/servers.json",
};

describe("the environment", () => {
  it("needs five settings; the rest has defaults", () => {
    expect(readConfig(complete)).toMatchObject({
      domain: "sites.test",
      hostTemplate: "{prefix}--{tenant}.{domain}",
      publicScheme: "https",
      isTrial: false,
      routing: { kind: "Ingress", ingressClass: "tochka-rosta", tls: { mode: "wildcardSecret" } },
      leaseNamespace: "tochka-rosta-system",
      databaseDeleteGraceSeconds: 0,
      listen: { host: "0.0.0.0", port: 8080 },
      reachabilityAddress: undefined,
    });
  });

  it("reports every problem at once", () => {
    const problems = problemsOfConfig({
      PORT: "many",
      PUBLIC_SCHEME: "ftp",
      CORE_ISSUER: "app",
      REACHABILITY_ADDRESS: "nowhere",
    });
    expect(problems.map((problem) => problem.split(":")[0])).toEqual([
      "PORT",
      "DOMAIN",
      "PUBLIC_SCHEME",
      "CORE_ISSUER",
      "CORE_JWKS_URL",
      "DASHBOARD_URL",
      "DATABASE_SERVERS_FILE",
      "REACHABILITY_ADDRESS",
    ]);
  });

  it.each([
    ["10.0.0.9:80", { host: "10.0.0.9", port: 80 }],
    ["http://traefik.traefik.svc:80", { scheme: "http", host: "traefik.traefik.svc", port: 80 }],
    ["https://[fd00::9]:8443/", { scheme: "https", host: "fd00::9", port: 8443 }],
    ["", undefined],
  ])("sites are probed at %j", (address, expected) => {
    expect(readConfig({ ...complete, REACHABILITY_ADDRESS: address }).reachabilityAddress).toEqual(expected);
  });

  it("lets our own namespace's pods to sites unless it is told who else may, and names are resolved in kube-system", () => {
    expect(readConfig(complete)).toMatchObject({
      ingressNamespaces: ["tochka-rosta-system"],
      ingressCidrs: [],
      nameServers: { namespaces: ["kube-system"], ports: [53], cidrs: [] },
    });
    const INGRESS_CIDRS = "10.0.0.0/8,fd00::/8";
    const DNS_CIDRS = "169.254.20.10/32,10.96.0.10/32";
    expect(
      readConfig({ ...complete, INGRESS_CIDRS, DNS_NAMESPACES: "kube-system,dns", DNS_PORTS: "53,5353", DNS_CIDRS }),
    ).toMatchObject({
      ingressNamespaces: [],
      ingressCidrs: ["10.0.0.0/8", "fd00::/8"],
      nameServers: {
        namespaces: ["kube-system", "dns"],
        ports: [53, 5353],
        cidrs: ["169.254.20.10/32", "10.96.0.10/32"],
      },
    });
    expect(readConfig({ ...complete, INGRESS_CIDRS, INGRESS_NAMESPACES: "traefik" })).toMatchObject({
      ingressNamespaces: ["traefik"],
      ingressCidrs: ["10.0.0.0/8", "fd00::/8"],
    });
  });

  it.each([
    ["INGRESS_NAMESPACES", "traefik,"],
    ["INGRESS_NAMESPACES", "Traefik"],
    ["INGRESS_CIDRS", "10.0.0.1"],
    ["INGRESS_CIDRS", "10.0.0.0/33"],
    ["INGRESS_CIDRS", "10.0.0.0/8, 11.0.0.0/8"],
    ["INGRESS_CIDRS", "fd00::/129"],
    ["DNS_CIDRS", "resolver/32"],
    ["DNS_NAMESPACES", ","],
    ["DNS_PORTS", "0"],
    ["DNS_PORTS", "53,domain"],
  ])("never guesses who is meant by %s=%s", (name, value) => {
    expect(problemsOfConfig({ ...complete, [name]: value })).toEqual([
      expect.stringMatching(`^${name}: must be .* with commas between`),
    ]);
  });

  it("modules run on any node unless it is told which", () => {
    const modulePods = { nodeSelector: {}, tolerations: [], hasFixedUser: true, registryFile: undefined };
    expect(readConfig(complete)).toMatchObject({ modulePods });
    const given = {
      MODULE_NODE_SELECTOR: '{"kubernetes.io/arch":"amd64"}',
      MODULE_TOLERATIONS: '[{"key":"tenants","operator":"Exists"}]',
      MODULE_USER_IDS: "cluster",
      MODULE_REGISTRY_FILE: "/etc/registry/config.json",
    };
    expect(readConfig({ ...complete, ...given })).toMatchObject({
      modulePods: {
        nodeSelector: { "kubernetes.io/arch": "amd64" },
        tolerations: [{ key: "tenants", operator: "Exists" }],
        hasFixedUser: false,
        registryFile: "/etc/registry/config.json",
      },
    });
  });

  it.each([
    ["MODULE_NODE_SELECTOR", "arch=amd64"],
    ["MODULE_NODE_SELECTOR", '["amd64"]'],
    ["MODULE_NODE_SELECTOR", '{"gpu":1}'],
    ["MODULE_TOLERATIONS", "{}"],
    ["MODULE_TOLERATIONS", '["Exists"]'],
  ])("never guesses where modules run by %s=%s", (name, value) => {
    expect(problemsOfConfig({ ...complete, [name]: value })).toEqual([
      expect.stringMatching(`^${name}: must be a JSON`),
    ]);
  });

  it.each(["nowhere", "host:0", "host:70000", "ftp://host:21", "http://host", "http://host:80/path"])(
    "no place to probe sites at: %s",
    (address) => {
      expect(problemsOfConfig({ ...complete, REACHABILITY_ADDRESS: address })).toEqual([
        expect.stringMatching(/^REACHABILITY_ADDRESS: must be/),
      ]);
    },
  );

  it.each([
    ["http", 3000, "http://shop--alpha.localhost:3000"],
    ["https", undefined, "https://shop--alpha.localhost"],
    ["https", 443, "https://shop--alpha.localhost"],
  ] as const)("an origin over %s at port %s", (publicScheme, publicPort, expected) => {
    expect(buildOrigin({ publicScheme, publicPort }, "shop--alpha.localhost")).toBe(expected);
  });
});

describe("the file of database servers", () => {
  const server = { name: "main", host: "10.0.0.5", user: "provisioner", password: "secret" };

  it("fills in defaults and keeps the password out of the settings", () => {
    expect(readDatabaseServers(JSON.stringify([server]))).toEqual([
      {
        name: "main",
        host: "10.0.0.5",
        port: 5432,
        user: "provisioner",
        database: "postgres",
        softLimit: 500,
        connectionsPercent: 80,
        hardLimit: 1000,
        sslmode: "verify-full",
      },
    ]);
    expect(readServerPassword(JSON.stringify([server]), "main")).toBe("secret");
  });

  it.each([
    ["not JSON", "[secret", /must hold a JSON list/],
    ["an empty list", "[]", /at least one server/],
    ["no host", JSON.stringify([{ ...server, host: undefined }]), /servers\[0\]\.host/],
    ["a name that is none", JSON.stringify([{ ...server, name: "a b" }]), /servers\[0\]\.name/],
    ["a port of words", JSON.stringify([{ ...server, port: "five" }]), /servers\[0\]\.port/],
    ["labels that are none", JSON.stringify([{ ...server, podLabels: ["pg"] }]), /servers\[0\]\.podLabels/],
    [
      "a kind of TLS that is none",
      JSON.stringify([{ ...server, sslmode: "prefer" }]),
      /servers\[0\]\.sslmode: must be one of/,
    ],
    ["verify-ca without an authority", JSON.stringify([{ ...server, sslmode: "verify-ca" }]), /needs a ca/],
    [
      "an authority that is no certificate",
      JSON.stringify([{ ...server, ca: "x" }]),
      /servers\[0\]\.ca: must be a certificate/,
    ],
    [
      "more authorities than a Secret of every site should hold",
      JSON.stringify([{ ...server, ca: `-----BEGIN CERTIFICATE-----${"x".repeat(40_000)}` }]),
      /servers\[0\]\.ca: is longer than 32 KiB/,
    ],
    ["two of one name", JSON.stringify([server, server]), /two have the same name/],
  ])("refuses %s without repeating what it holds", (_, text, problem) => {
    const said = problemsOf(() => readDatabaseServers(text)).join("\n");
    expect(said).toMatch(problem);
    expect(said).not.toContain("secret");
  });
});
