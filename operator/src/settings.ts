import type { Pod } from "@tochka-rosta/controller-runtime/built-in-kinds";
import type { HostTemplate } from "@tochka-rosta/crds";
import type { logLevels } from "@tochka-rosta/service/log-options";
import { readSettings, type Environment, type ReportProblem } from "@tochka-rosta/service/settings";
import type { RoleLimits } from "./database/role-limits.ts";
import { planRouting, type Routing } from "./routing.ts";
import { settingsSchema } from "./settings-schema.ts";

export { readDatabaseServers, readServerPassword, type DatabaseServerSettings } from "./database-servers.ts";

/** Where modules resolve names. */
export interface NameServers {
  /** Any pod of these namespaces, at these ports. */
  readonly namespaces: readonly string[];
  readonly ports: readonly number[];
  /** Resolvers that are no pods (on the node, or the cloud's), at port 53 and no other: the cloud's also hands out credentials. */
  readonly cidrs: readonly string[];
}

/** As in a pod's spec; the API server validates them. */
type Toleration = NonNullable<NonNullable<Pod["spec"]>["tolerations"]>[number];

/** Where modules run, and what their images are pulled with. */
export interface ModulePods {
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  /** False: the cluster gives pods a user of their namespace's range. */
  readonly hasFixedUser: boolean;
  /** A `.dockerconfigjson` that every tenant's namespace gets as a Secret; read again at every look at a tenant. */
  readonly registryFile: string | undefined;
}

/** How many live sites replace their pods at once: so many of a hundred that run, and never fewer than the minimum. */
export interface RolloutLimit {
  readonly percent: number;
  readonly minimum: number;
}

/** Where sites are probed; without a scheme of its own it is asked over the public one. */
export interface ReachabilityAddress {
  readonly scheme?: "http" | "https";
  readonly host: string;
  readonly port: number;
}

/** Everything the operator is told from outside. */
export interface Settings {
  /** Path of a kubeconfig; inside a cluster the service account is used. */
  readonly kubeconfigPath: string | undefined;
  /** The domain that tenants' sites live under. */
  readonly domain: string;
  readonly hostTemplate: HostTemplate;
  readonly publicScheme: "http" | "https";
  /** Part of public addresses only where it is not the scheme's own. */
  readonly publicPort: number | undefined;
  /** Sites are for trying things out, and not for search engines. */
  readonly isTrial: boolean;
  /** How hosts lead to modules. */
  readonly routing: Routing;
  /** Namespaces whose pods may reach modules: where the ingress controller runs. */
  readonly ingressNamespaces: readonly string[];
  /**
   * Addresses that may reach modules, and whose X-Forwarded-For these believe: of a controller that is no pod with an address of its
   * own. Never empty beside no namespace.
   */
  readonly ingressCidrs: readonly string[];
  readonly nameServers: NameServers;
  /** Where to probe sites with a Host header; absent: at their public address. */
  readonly reachabilityAddress: ReachabilityAddress | undefined;
  readonly modulePods: ModulePods;
  readonly rolloutLimit: RolloutLimit;
  /** `iss` of the core's hand-over tokens. */
  readonly coreIssuer: string;
  /** Where modules read the core's public keys. A Service is named with the port of its pods. */
  readonly coreJwksUrl: string;
  /** The door out of modules' pods: a Service with the port of its pods; undefined where there is none. */
  readonly egressUrl: string | undefined;
  /** Addresses of the core's keys and of database servers whose hosts are names outside the cluster, for policies, which know no names. */
  readonly coreKeysCidrs: readonly string[];
  readonly databaseCidrs: readonly string[];
  /** Where owners go. */
  readonly dashboardUrl: string;
  /** JSON with the Postgres servers and the provisioner's passwords; read again at every connect. */
  readonly databaseServersFile: string;
  /** JSON with the keys of which every instance's are derived; read again at each use. Undefined: instances have none. */
  readonly platformKeysFile: string | undefined;
  /** How long a database asked to be deleted stays retired before it is dropped, in seconds. */
  readonly databaseDeleteGraceSeconds: number;
  /** What sessions of modules may take of a database server. */
  readonly databaseLimits: RoleLimits;
  /** Where health and metrics answer. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly logLevel: (typeof logLevels)[number];
  readonly leaseNamespace: string;
  /** This process among its replicas. */
  readonly podName: string;
  readonly podUid: string | undefined;
}

/**
 * Reads the environment. Pure.
 *
 * @throws SettingsError with every problem, each as "NAME: what is wrong"
 */
export function readConfig(env: Environment): Settings {
  return readSettings(settingsSchema, env, (given, report) => ({
    kubeconfigPath: given.kubeconfigPath,
    domain: given.domain,
    hostTemplate: given.hostTemplate,
    publicScheme: given.publicScheme,
    publicPort: given.publicPort,
    isTrial: given.isTrial,
    routing: planRouting(given, report),
    ingressNamespaces: given.ingressNamespaces ?? (given.ingressCidrs.length > 0 ? [] : [given.leaseNamespace]),
    ingressCidrs: given.ingressCidrs,
    nameServers: { namespaces: given.dnsNamespaces, ports: given.dnsPorts, cidrs: given.dnsCidrs },
    reachabilityAddress: parseReachabilityAddress(given.reachabilityAddress, report),
    modulePods: {
      nodeSelector: given.moduleNodeSelector,
      tolerations: given.moduleTolerations,
      hasFixedUser: given.moduleUserIds === "fixed",
      registryFile: given.moduleRegistryFile,
    },
    rolloutLimit: { percent: given.rolloutPercent, minimum: given.rolloutMinimum },
    coreIssuer: given.coreIssuer,
    coreJwksUrl: given.coreJwksUrl,
    egressUrl: given.egressUrl,
    coreKeysCidrs: given.coreKeysCidrs,
    databaseCidrs: given.databaseCidrs,
    dashboardUrl: given.dashboardUrl,
    databaseServersFile: given.databaseServersFile,
    platformKeysFile: given.platformKeysFile,
    databaseDeleteGraceSeconds: given.databaseDeleteGraceSeconds,
    databaseLimits: {
      statementTimeoutSeconds: given.databaseStatementTimeoutSeconds,
      idleInTransactionTimeoutSeconds: given.databaseIdleTransactionTimeoutSeconds,
      workMemoryMebibytes: given.databaseWorkMemoryMebibytes,
      temporaryFilesMebibytes: given.databaseTemporaryFilesMebibytes,
    },
    listen: { host: given.host, port: given.metricsPort ?? given.port },
    logLevel: given.logLevel,
    leaseNamespace: given.leaseNamespace,
    podName: given.podName,
    podUid: given.podUid,
  }));
}

function parseReachabilityAddress(given: string | undefined, report: ReportProblem): ReachabilityAddress | undefined {
  if (given === undefined) return undefined;
  const [, scheme, host, port] = /^(?:(https?):\/\/)?(\[[0-9a-f:.]+\]|[^:/\s]+):(\d{1,5})\/?$/.exec(given) ?? [];
  if (host === undefined || !(Number(port) > 0 && Number(port) <= 65_535)) {
    report("REACHABILITY_ADDRESS", `must be ${settingsSchema.reachabilityAddress.expects}`);
    return undefined;
  }
  return {
    ...((scheme === "http" || scheme === "https") && { scheme }),
    host: host.replace(/^\[|\]$/g, ""),
    port: Number(port),
  };
}

/** The public origin of a host, without a trailing slash: the port only where it is not the scheme's own. */
export function buildOrigin(settings: Pick<Settings, "publicScheme" | "publicPort">, host: string): string {
  const { publicScheme, publicPort } = settings;
  return new URL(`${publicScheme}://${host}${publicPort === undefined ? "" : `:${publicPort}`}`).origin;
}
