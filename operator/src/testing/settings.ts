import type { DatabaseServerSettings, Settings } from "../settings.ts";

/** As the settings have them where nothing is said. */
export const testLimits: Settings["databaseLimits"] = {
  statementTimeoutSeconds: 60,
  idleInTransactionTimeoutSeconds: 60,
  workMemoryMebibytes: 4,
  temporaryFilesMebibytes: 256,
};

/** Settings of a platform under `sites.test`. */
export function testSettings(change: Partial<Settings> = {}): Settings {
  return {
    kubeconfigPath: undefined,
    domain: "sites.test",
    hostTemplate: "{prefix}--{tenant}.{domain}",
    publicScheme: "https",
    publicPort: undefined,
    isTrial: false,
    routing: { kind: "Ingress", ingressClass: "tochka-rosta", tls: { mode: "wildcardSecret" } },
    ingressNamespaces: ["tochka-rosta-system"],
    ingressCidrs: [],
    nameServers: { namespaces: ["kube-system"], ports: [53], cidrs: [] },
    reachabilityAddress: undefined,
    modulePods: { nodeSelector: {}, tolerations: [], hasFixedUser: true, registryFile: undefined },
    rolloutLimit: { percent: 10, minimum: 5 },
    coreIssuer: "https://app.example.com",
    coreJwksUrl: "http://core.tochka-rosta-system.svc:8080/.well-known/jwks.json",
    egressUrl: undefined,
    coreKeysCidrs: [],
    databaseCidrs: [],
    dashboardUrl: "https://app.example.com",
    databaseServersFile: "",
    platformKeysFile: undefined,
    databaseDeleteGraceSeconds: 0,
    databaseLimits: testLimits,
    listen: { host: "127.0.0.1", port: 0 },
    logLevel: "info",
    leaseNamespace: "tochka-rosta-system",
    podName: "operator-test",
    podUid: undefined,
    ...change,
  };
}

/** A database server under some host, with the limits that settings have where nothing is said. */
export function databaseServerAt(host: string, more: Partial<DatabaseServerSettings> = {}): DatabaseServerSettings {
  return {
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
  };
}
