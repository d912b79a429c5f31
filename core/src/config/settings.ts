import { isIP } from "node:net";
import { hostTemplates } from "@tochka-rosta/crds";
import { sslModes } from "@tochka-rosta/postgres/connection";
import { logLevels } from "@tochka-rosta/service/log-options";
import { isCidr } from "@tochka-rosta/service/net";
import { choice, flag, integer, list, names, origin, path, port, text, url } from "@tochka-rosta/service/settings";

/** How the core reaches its database; `setup` reads these too. */
export const databaseSettings = {
  databaseUrl: url("DATABASE_URL", {
    isOptional: true,
    isSecret: true,
    protocols: ["postgresql:", "postgres:"],
    meaning: "The core's PostgreSQL database; DATABASE_URL_FILE wins over it.",
  }),
  databaseUrlFile: path("DATABASE_URL_FILE", {
    isOptional: true,
    meaning: "A file that holds the URL of the core's PostgreSQL database; this or DATABASE_URL is required.",
  }),
  databaseSslMode: choice("DATABASE_SSLMODE", sslModes, {
    default: "disable",
    meaning: "How a connection is protected whose URL does not say it, in libpq's words; the chart says verify-full.",
  }),
  databaseAuthorityFile: path("DATABASE_CA_FILE", {
    isOptional: true,
    meaning: "A file with the authority of the database server's certificate (PEM); without it Node.js's list counts.",
  }),
};

/** How a program reaches the cluster. */
export const kubeconfigSetting = path("KUBECONFIG", {
  isOptional: true,
  meaning: "How to reach the cluster; in the cluster without it.",
});

/** What 0.2.0 took for private addresses: these are believed by another rule now. */
const formerWords = ["loopback", "linklocal", "uniquelocal"];

function parseProxy(given: string): string | undefined {
  if (formerWords.includes(given)) return "";
  return isIP(given) !== 0 || isCidr(given) ? given : undefined;
}

/** Every setting of the core; the reference is made of it. */
export const settingsSchema = {
  environment: choice("NODE_ENV", ["production", "development", "test"], {
    default: "production",
    meaning: "development and test allow codes in the terminal.",
  }),
  host: text("HOST", { default: "0.0.0.0", meaning: "The address to listen on." }),
  port: port("PORT", { default: 8000, meaning: "The port to listen on; 0 takes a free one." }),
  metricsPort: port("METRICS_PORT", {
    isOptional: true,
    meaning: "A port of its own for /metrics, so that a network policy can allow Prometheus alone.",
  }),
  keysPort: port("KEYS_PORT", {
    isOptional: true,
    meaning:
      "A port of its own for /.well-known/jwks.json and /.well-known/ended-sessions, the only paths that modules may reach.",
  }),
  logLevel: choice("LOG_LEVEL", logLevels, { default: "info", meaning: "The least level that is logged." }),
  ...databaseSettings,
  databasePoolSize: integer("DATABASE_POOL_SIZE", {
    default: 8,
    min: 2,
    max: 100,
    unit: "connections",
    meaning: "Connections that this process may hold, besides one for health.",
  }),
  redisUrl: url("REDIS_URL", {
    isOptional: true,
    isSecret: true,
    protocols: ["redis:", "rediss:"],
    meaning: "Shared counters and messages; needed as soon as there is more than one replica.",
  }),
  kubeconfig: kubeconfigSetting,
  clusterSync: flag("CLUSTER_SYNC", {
    default: true,
    meaning: "off: this process does not connect to the cluster; changes are stored and not applied.",
  }),
  publicOrigin: origin("PUBLIC_ORIGIN", {
    meaning: "Where browsers see dashboard and core, and the issuer of tokens.",
  }),
  siteDomain: text("SITE_DOMAIN", { default: "localhost", meaning: "The domain below which tenants' sites live." }),
  hostTemplate: choice("HOST_TEMPLATE", hostTemplates, {
    default: hostTemplates[0],
    meaning: "How the host of a site is made; the same as the operator's.",
  }),
  protectedNames: names("PROTECTED_NAMES", {
    default: [],
    meaning: "Further names of others that nobody may take for a subdomain, as a whole or between hyphens.",
  }),
  permittedNames: names("PERMITTED_NAMES", {
    default: [],
    meaning: "Subdomains that may be taken although they are names of others: by their rightful owners.",
  }),
  platformOperatorName: text("PLATFORM_OPERATOR_NAME", {
    default: "демонстрационный оператор",
    meaning: "Who runs the platform, as the consent of owners names it: a company's or a person's full name.",
  }),
  platformOperatorDetails: text("PLATFORM_OPERATOR_DETAILS", {
    isOptional: true,
    meaning: "The same one's requisites in a line: INN, OGRN, address, how to write there.",
  }),
  codeProvider: choice("CODE_PROVIDER", ["terminal", "webhook"], {
    default: "terminal",
    meaning: "How one-time codes travel; terminal is refused in production.",
  }),
  codeWebhookUrl: url("CODE_WEBHOOK_URL", {
    isOptional: true,
    isSecret: true,
    meaning: "The SMS gateway that sends codes, with CODE_PROVIDER=webhook.",
  }),
  codeWebhookSecretFile: path("CODE_WEBHOOK_SECRET_FILE", {
    isOptional: true,
    meaning: "A file with the secret that signs requests to the SMS gateway.",
  }),
  egressUrl: url("EGRESS_URL", {
    isOptional: true,
    protocols: ["http:"],
    meaning: "The door through which the SMS gateway is asked; without it core asks by itself.",
  }),
  egressTokenFile: path("EGRESS_TOKEN_FILE", {
    isOptional: true,
    meaning: "A file with the token that the door asks for, audience egress; with EGRESS_URL.",
  }),
  secretsDirectory: path("SECRETS_DIR", {
    meaning: "A folder with signing-keys.json (private JWKS) and code-pepper.",
  }),
  leaseNamespace: text("LEASE_NAMESPACE", {
    default: "tochka-rosta-system",
    meaning: "The namespace of the lease that one syncing replica holds.",
  }),
  podName: text("POD_NAME", { default: "core", meaning: "This replica's name, for the lease." }),
  podUid: text("POD_UID", {
    isOptional: true,
    meaning: "The pod's uid: a restarted container takes over the lease of the one before it at once.",
  }),
  trustedProxies: list(
    "TRUSTED_PROXIES",
    { expects: "addresses or ranges", parse: parseProxy },
    {
      default: [],
      meaning:
        "Proxies whose X-Forwarded-For is trusted wherever they stand; of private addresses the nearest is trusted in any case.",
    },
  ),
  showsApiReference: flag("API_REFERENCE", {
    default: false,
    meaning: "on: /docs, /docs/reference and /openapi.json are served, to anyone who reaches this port.",
  }),
  eventStreamsPerSession: integer("EVENT_STREAMS_PER_SESSION", {
    default: 12,
    min: 1,
    max: 1_000,
    unit: "streams",
    meaning: "Event streams that one session may have open on this replica; a tab of the dashboard has up to three.",
  }),
  eventStreamsPerTenant: integer("EVENT_STREAMS_PER_TENANT", {
    default: 40,
    min: 1,
    max: 10_000,
    unit: "streams",
    meaning: "Event streams that one tenant may have open on this replica, over all its sessions.",
  }),
  codesPerHour: integer("CODES_PER_HOUR", {
    default: 1000,
    min: 1,
    max: 1_000_000,
    unit: "codes",
    meaning: "One-time codes that are sent in an hour over all phones, since each costs money; an alert rings before.",
  }),
  addressLimitScale: integer("ADDRESS_LIMIT_SCALE", {
    default: 1,
    min: 1,
    max: 10_000,
    meaning: "Multiplies every limit per address, for load tests and offices behind one address.",
  }),
};
