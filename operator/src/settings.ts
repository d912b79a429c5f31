import { hostTemplates, type HostTemplate } from "@tochka-rosta/crds";
import { isPlainIdentifier } from "./database/identifiers.ts";
import { createReader, type Environment, type Reader } from "./environment.ts";
import { readRouting, type Routing } from "./routing.ts";

/** One Postgres server that module databases are placed on. Module pods reach it under the same host and port. */
export interface DatabaseServerSettings {
  /** Written into `status.database.server`: never rename a server that holds databases. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** The provisioner: CREATEDB and CREATEROLE, or a superuser. */
  readonly user: string;
  /** Where the provisioner's own statements run. */
  readonly database: string;
  /** Databases from which on other servers are preferred. */
  readonly softLimit: number;
  /** Databases at which the server takes no more. */
  readonly hardLimit: number;
  /** As libpq means it: `require` encrypts and asks nobody who the server is. */
  readonly sslmode: (typeof sslModes)[number];
  /** Who signs the server's certificate (PEM), for us and for modules; absent: the authorities that Node.js knows. */
  readonly ca?: string;
  /** Of the server's pods, where it runs in this cluster: modules may reach no other pods of that namespace. */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** Where modules resolve names. */
export interface NameServers {
  /** Any pod of these namespaces, at these ports. */
  readonly namespaces: readonly string[];
  readonly ports: readonly number[];
  /** Resolvers that are no pods (on the node, or the cloud's), at port 53 and no other: the cloud's also hands out credentials. */
  readonly cidrs: readonly string[];
}

/** Where modules run, and what their images are pulled with. */
export interface ModulePods {
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** As in a pod's spec; the API server judges them. */
  readonly tolerations: readonly object[];
  /** A `.dockerconfigjson` that every tenant's namespace gets as a Secret; read again at every look at a tenant. */
  readonly registryFile: string | undefined;
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
  /** `iss` of the core's hand-over tokens. */
  readonly coreIssuer: string;
  /** Where modules read the core's public keys. A Service is named with the port of its pods. */
  readonly coreJwksUrl: string;
  /** Where owners go. */
  readonly dashboardUrl: string;
  /** JSON with the Postgres servers and the provisioner's passwords; read again at every connect. */
  readonly databaseServersFile: string;
  /** How long a database asked to be deleted stays retired before it is dropped, in seconds. */
  readonly databaseDeleteGraceSeconds: number;
  /** Where health and metrics answer. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly leaseNamespace: string;
  /** This process among its replicas. */
  readonly podName: string;
}

export type SettingsResult = { readonly settings: Settings } | { readonly problems: readonly string[] };

/** Reads the environment. Pure; reports every problem at once, each as "NAME: what is wrong". */
export function readConfig(env: Environment): SettingsResult {
  const problems: string[] = [];
  const read = createReader(env, problems);
  const port = read.port(env["METRICS_PORT"] === undefined ? "PORT" : "METRICS_PORT", 8080);
  const leaseNamespace = read.text("LEASE_NAMESPACE", "tochka-rosta-system");
  const domain = read.text("DOMAIN");
  const hostTemplate = read.oneOf("HOST_TEMPLATE", hostTemplates, hostTemplates[0]);
  const publicScheme = read.oneOf("PUBLIC_SCHEME", ["http", "https"], "https");
  const ingressCidrs = read.cidrs("INGRESS_CIDRS");
  const settings: Settings = {
    kubeconfigPath: read.optional("KUBECONFIG"),
    domain,
    hostTemplate,
    publicScheme,
    publicPort: env["PUBLIC_PORT"] === undefined ? undefined : read.port("PUBLIC_PORT", 0),
    routing: readRouting(read, { hostTemplate, publicScheme }),
    ingressNamespaces: read.names("INGRESS_NAMESPACES", ingressCidrs.length > 0 ? [] : [leaseNamespace]),
    ingressCidrs,
    nameServers: {
      namespaces: read.names("DNS_NAMESPACES", ["kube-system"]),
      ports: read.ports("DNS_PORTS", 53),
      cidrs: read.cidrs("DNS_CIDRS"),
    },
    reachabilityAddress: readReachabilityAddress(read),
    modulePods: {
      nodeSelector: read.texts("MODULE_NODE_SELECTOR"),
      tolerations: read.objects("MODULE_TOLERATIONS"),
      registryFile: read.optional("MODULE_REGISTRY_FILE"),
    },
    coreIssuer: read.url("CORE_ISSUER"),
    coreJwksUrl: read.url("CORE_JWKS_URL"),
    dashboardUrl: read.url("DASHBOARD_URL"),
    databaseServersFile: read.text("DATABASE_SERVERS_FILE"),
    databaseDeleteGraceSeconds: read.wholeNumber("DATABASE_DELETE_GRACE_SECONDS", 0),
    listen: { host: read.text("HOST", "0.0.0.0"), port },
    leaseNamespace,
    podName: read.text("POD_NAME", "operator"),
  };
  return problems.length > 0 ? { problems } : { settings };
}

function readReachabilityAddress(read: Reader): ReachabilityAddress | undefined {
  const value = read.optional("REACHABILITY_ADDRESS");
  if (value === undefined) return undefined;
  const [, scheme, host, port] = /^(?:(https?):\/\/)?(\[[0-9a-f:.]+\]|[^:/\s]+):(\d{1,5})\/?$/.exec(value) ?? [];
  if (host === undefined || !(Number(port) > 0 && Number(port) <= 65_535)) {
    read.report("REACHABILITY_ADDRESS", "must be host:port, or http://host:port, or https://host:port");
    return undefined;
  }
  return {
    ...((scheme === "http" || scheme === "https") && { scheme }),
    host: host.replace(/^\[|\]$/g, ""),
    port: Number(port),
  };
}

const sslModes = ["disable", "require", "verify-ca", "verify-full"] as const;
/** Every site's Secret has a copy. A cloud's bundle of one region has 10 KiB, that of all its regions 160. */
const mostAuthorityCharacters = 32 * 1024;

/**
 * Reads the text of DATABASE_SERVERS_FILE. Passwords stay out of the settings: see `readServerPassword`.
 *
 * @returns the servers, or every problem at once
 */
export function readDatabaseServers(
  text: string,
): { readonly servers: readonly DatabaseServerSettings[] } | { readonly problems: readonly string[] } {
  const entries = parseList(text);
  if (entries === undefined || entries.length === 0) {
    return { problems: ["DATABASE_SERVERS_FILE: must hold a JSON list with at least one server"] };
  }
  const problems: string[] = [];
  const servers = entries.map((entry, index) =>
    readServer(entry, (problem) => problems.push(`servers[${index}].${problem}`)),
  );
  if (new Set(servers.map(({ name }) => name)).size < servers.length) problems.push("servers: two have the same name");
  return problems.length > 0 ? { problems } : { servers };
}

/**
 * The provisioner's password of one server, from the text of DATABASE_SERVERS_FILE.
 *
 * @throws Error when there is no such server or it has no password; the text itself is never repeated
 */
export function readServerPassword(text: string, server: string): string {
  const entry = parseList(text)?.find((candidate) => candidate["name"] === server);
  const password = entry?.["password"];
  if (typeof password !== "string") throw new Error(`no password for database server ${server} in its file`);
  return password;
}

function parseList(text: string): Record<string, unknown>[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // JSON.parse quotes its input, which holds passwords.
  }
  if (!Array.isArray(value)) return undefined;
  return value.map((entry: unknown) => (typeof entry === "object" && entry !== null ? { ...entry } : {}));
}

function readServer(entry: Record<string, unknown>, report: (problem: string) => void): DatabaseServerSettings {
  const text = (key: string, fallback?: string): string => {
    const value = entry[key] ?? fallback;
    if (typeof value === "string" && value !== "") return value;
    report(`${key}: must be a text`);
    return "";
  };
  const count = (key: string, fallback: number): number => {
    const value = entry[key] ?? fallback;
    if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
    report(`${key}: must be a whole number above zero`);
    return fallback;
  };
  text("password");
  const name = text("name");
  if (name !== "" && !isPlainIdentifier(name)) report("name: letters, digits, - and _ only");
  const sslmode = sslModes.find((mode) => mode === (entry["sslmode"] ?? "verify-full"));
  if (sslmode === undefined) report(`sslmode: must be one of ${sslModes.join(", ")}`);
  const ca = readAuthority(entry["ca"], report);
  if (sslmode === "verify-ca" && ca === undefined) report("sslmode: verify-ca needs a ca");
  const podLabels = readLabels(entry["podLabels"], report);
  return {
    name,
    host: text("host"),
    port: count("port", 5432),
    user: text("user"),
    database: text("database", "postgres"),
    softLimit: count("softLimit", 500),
    hardLimit: count("hardLimit", 1000),
    sslmode: sslmode ?? "verify-full",
    ...(ca !== undefined && { ca }),
    ...(podLabels !== undefined && { podLabels }),
  };
}

function readAuthority(value: unknown, report: (problem: string) => void): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string" || !value.includes("-----BEGIN CERTIFICATE-----")) {
    report("ca: must be a certificate, as PEM");
  } else if (value.length > mostAuthorityCharacters) {
    report("ca: is longer than 32 KiB: take the authorities of this server only, such as those of its region");
  } else {
    return value;
  }
  return undefined;
}

function readLabels(value: unknown, report: (problem: string) => void): Record<string, string> | undefined {
  if (value === undefined) return undefined;
  const entries = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length > 0 && entries.every((pair): pair is [string, string] => typeof pair[1] === "string")) {
    return Object.fromEntries(entries);
  }
  report('podLabels: must be an object of texts, such as {"app": "postgres"}');
  return undefined;
}

/** The public origin of a host, without a trailing slash: the port only where it is not the scheme's own. */
export function buildOrigin(settings: Pick<Settings, "publicScheme" | "publicPort">, host: string): string {
  const { publicScheme, publicPort } = settings;
  return new URL(`${publicScheme}://${host}${publicPort === undefined ? "" : `:${publicPort}`}`).origin;
}
