import { hostTemplates, type HostTemplate } from "@tochka-rosta/crds";
import { sslModes, type SslMode } from "../database/connection.ts";
import { settings, type SettingReader } from "./settings.ts";

/** Everything that may differ between two installations of the core. Secrets are named by file, not held. */
export interface Config {
  readonly environment: "production" | "development" | "test";
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number | undefined;
  readonly keysPort: number | undefined;
  readonly logLevel: string;
  readonly databaseUrl: string | undefined;
  readonly databaseUrlFile: string | undefined;
  readonly databaseSslMode: SslMode;
  readonly databaseAuthorityFile: string | undefined;
  readonly databasePoolSize: number;
  readonly redisUrl: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly clusterSync: boolean;
  readonly publicOrigin: string;
  readonly siteDomain: string;
  readonly hostTemplate: HostTemplate;
  readonly codeProvider: "terminal" | "webhook";
  readonly codeWebhookUrl: string | undefined;
  readonly codeWebhookSecretFile: string | undefined;
  readonly secretsDirectory: string;
  readonly leaseNamespace: string;
  readonly podName: string;
  readonly trustedProxies: string;
  readonly addressLimitScale: number;
}

/** The configuration cannot be used; the message has one line per problem. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Reads the configuration from environment variables; throws ConfigError with every problem at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const read = <T>(name: keyof typeof settings, reader: SettingReader<T>): T => {
    const value = env[name] === "" ? undefined : env[name];
    const result = reader(value);
    if ("value" in result) return result.value;
    problems.push(`${name}: ${result.problem} (${settings[name]})`);
    return undefined as T;
  };

  const config: Config = {
    environment: read("NODE_ENV", oneOf(["production", "development", "test"], "production")),
    host: read("HOST", text("0.0.0.0")),
    port: read("PORT", integer(0, 65535, 8000)),
    metricsPort: read("METRICS_PORT", optionalPort),
    keysPort: read("KEYS_PORT", optionalPort),
    logLevel: read("LOG_LEVEL", oneOf(["trace", "debug", "info", "warn", "error", "silent"], "info")),
    databaseUrl: read("DATABASE_URL", optionalUrl("postgres:", "postgresql:")),
    databaseUrlFile: read("DATABASE_URL_FILE", optionalText),
    databaseSslMode: read("DATABASE_SSLMODE", oneOf(sslModes, "disable")),
    databaseAuthorityFile: read("DATABASE_CA_FILE", optionalText),
    databasePoolSize: read("DATABASE_POOL_SIZE", integer(2, 100, 8)),
    redisUrl: read("REDIS_URL", optionalUrl("redis:", "rediss:")),
    kubeconfig: read("KUBECONFIG", optionalText),
    clusterSync: read("CLUSTER_SYNC", oneOf(["on", "off"], "on")) === "on",
    publicOrigin: read("PUBLIC_ORIGIN", origin),
    siteDomain: read("SITE_DOMAIN", text("localhost")),
    hostTemplate: read("HOST_TEMPLATE", oneOf(hostTemplates, hostTemplates[0])),
    codeProvider: read("CODE_PROVIDER", oneOf(["terminal", "webhook"], "terminal")),
    codeWebhookUrl: read("CODE_WEBHOOK_URL", optionalUrl("https:", "http:")),
    codeWebhookSecretFile: read("CODE_WEBHOOK_SECRET_FILE", optionalText),
    secretsDirectory: read("SECRETS_DIR", requiredText),
    leaseNamespace: read("LEASE_NAMESPACE", text("tochka-rosta-system")),
    podName: read("POD_NAME", text("core")),
    trustedProxies: read("TRUSTED_PROXIES", text("loopback,linklocal,uniquelocal,100.64.0.0/10")),
    addressLimitScale: read("ADDRESS_LIMIT_SCALE", integer(1, 10_000, 1)),
  };
  problems.push(...findContradictions(config));
  if (problems.length > 0) throw new ConfigError(`The configuration has problems:\n  ${problems.join("\n  ")}`);
  return config;
}

function findContradictions(config: Config): string[] {
  const problems: string[] = [];
  if (config.databaseUrl === undefined && config.databaseUrlFile === undefined) {
    problems.push(`DATABASE_URL_FILE or DATABASE_URL: one is needed (${settings.DATABASE_URL_FILE})`);
  }
  if (config.codeProvider === "terminal" && config.environment === "production") {
    problems.push("CODE_PROVIDER: terminal writes codes to the log, so it is refused in production");
  }
  if (config.codeProvider === "webhook" && (!config.codeWebhookUrl || !config.codeWebhookSecretFile)) {
    problems.push("CODE_WEBHOOK_URL and CODE_WEBHOOK_SECRET_FILE: both are needed with CODE_PROVIDER=webhook");
  }
  return problems;
}

const text =
  (fallback: string): SettingReader<string> =>
  (value) => ({ value: value ?? fallback });

const optionalText: SettingReader<string | undefined> = (value) => ({ value });

const requiredText: SettingReader<string> = (value) => (value === undefined ? { problem: "is missing" } : { value });

const integer =
  (min: number, max: number, fallback: number): SettingReader<number> =>
  (value) => {
    if (value === undefined) return { value: fallback };
    const number = Number(value);
    if (!Number.isInteger(number) || number < min || number > max) {
      return { problem: `must be a whole number from ${min} to ${max}` };
    }
    return { value: number };
  };

function oneOf<const T extends readonly string[]>(values: T, fallback: T[number]): SettingReader<T[number]> {
  return (value) => {
    if (value === undefined) return { value: fallback };
    if (!values.includes(value)) return { problem: `must be one of ${values.join(", ")}` };
    return { value };
  };
}

const optionalPort: SettingReader<number | undefined> = (value) =>
  value === undefined ? { value } : integer(0, 65535, 0)(value);

const optionalUrl =
  (...protocols: string[]): SettingReader<string | undefined> =>
  (value) => {
    if (value === undefined) return { value };
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
      return { problem: `must be a URL that starts with ${protocols.map((it) => `${it}//`).join(" or ")}` };
    }
    return { value };
  };

const origin: SettingReader<string> = (value) => {
  if (value === undefined) return { problem: "is missing" };
  if (!URL.canParse(value) || new URL(value).origin !== value) {
    return { problem: "must be an origin without a path, such as https://tochkarosta.online" };
  }
  return { value };
};
