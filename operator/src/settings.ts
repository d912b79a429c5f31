import { hostTemplates, type HostTemplate } from "@tochka-rosta/crds";
import { isPlainIdentifier } from "./database/identifiers.ts";

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
  readonly sslmode: "disable" | "require" | "verify-full";
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
  readonly ingressClass: string;
  /** Namespaces whose pods may reach modules: where the ingress controller runs, and our own. */
  readonly ingressNamespaces: readonly string[];
  /** Where to probe sites with a Host header; absent: at their public address. */
  readonly reachabilityAddress: { readonly host: string; readonly port: number } | undefined;
  /** `iss` of the core's hand-over tokens. */
  readonly coreIssuer: string;
  /** Where modules read the core's public keys. */
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

export type Environment = Readonly<Record<string, string | undefined>>;
export type SettingsResult = { readonly settings: Settings } | { readonly problems: readonly string[] };

/** Reads the environment. Pure; reports every problem at once, each as "NAME: what is wrong". */
export function readConfig(env: Environment): SettingsResult {
  const problems: string[] = [];
  const read = createReader(env, problems);
  const port = read.port(env["METRICS_PORT"] === undefined ? "PORT" : "METRICS_PORT", 8080);
  const leaseNamespace = read.text("LEASE_NAMESPACE", "tochka-rosta-system");
  const settings: Settings = {
    kubeconfigPath: env["KUBECONFIG"] === "" ? undefined : env["KUBECONFIG"],
    domain: read.text("DOMAIN"),
    hostTemplate: read.oneOf("HOST_TEMPLATE", hostTemplates, hostTemplates[0]),
    publicScheme: read.oneOf("PUBLIC_SCHEME", ["http", "https"], "https"),
    publicPort: env["PUBLIC_PORT"] === undefined ? undefined : read.port("PUBLIC_PORT", 0),
    ingressClass: read.text("INGRESS_CLASS", "tochka-rosta"),
    ingressNamespaces: read.text("INGRESS_NAMESPACES", leaseNamespace).split(","),
    reachabilityAddress: read.address("REACHABILITY_ADDRESS"),
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

function createReader(env: Environment, problems: string[]) {
  const text = (name: string, fallback?: string): string => {
    const value = env[name] ?? fallback;
    if (value === undefined || value.trim() === "") problems.push(`${name}: must be set`);
    return value ?? "";
  };
  const wholeNumber = (name: string, fallback: number, max = Number.MAX_SAFE_INTEGER): number => {
    const value = env[name] === undefined ? fallback : Number(env[name]);
    if (!Number.isInteger(value) || value < 0 || value > max) problems.push(`${name}: must be a whole number`);
    return value;
  };
  const port = (name: string, fallback: number): number => wholeNumber(name, fallback, 65_535);
  return {
    text,
    wholeNumber,
    port,
    oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
      const value = env[name] ?? fallback;
      const found = allowed.find((candidate) => candidate === value);
      if (found === undefined) problems.push(`${name}: must be one of ${allowed.join(", ")}`);
      return found ?? fallback;
    },
    url(name: string): string {
      const value = text(name);
      if (value !== "" && !URL.canParse(value))
        problems.push(`${name}: must be an address such as https://example.com`);
      return value;
    },
    address(name: string): { host: string; port: number } | undefined {
      const value = env[name];
      if (value === undefined || value === "") return undefined;
      const [host, portText] = value.split(":");
      const found = { host: host ?? "", port: Number(portText) };
      if (found.host !== "" && Number.isInteger(found.port) && found.port > 0) return found;
      problems.push(`${name}: must be host:port`);
      return undefined;
    },
  };
}

const sslModes = ["disable", "require", "verify-full"] as const;

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
  return {
    name,
    host: text("host"),
    port: count("port", 5432),
    user: text("user"),
    database: text("database", "postgres"),
    softLimit: count("softLimit", 500),
    hardLimit: count("hardLimit", 1000),
    sslmode: sslmode ?? "verify-full",
  };
}

/** The public origin of a host, without a trailing slash: the port only where it is not the scheme's own. */
export function buildOrigin(settings: Pick<Settings, "publicScheme" | "publicPort">, host: string): string {
  const { publicScheme, publicPort } = settings;
  return new URL(`${publicScheme}://${host}${publicPort === undefined ? "" : `:${publicPort}`}`).origin;
}
