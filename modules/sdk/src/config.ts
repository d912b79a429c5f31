import { join } from "node:path";
import { defaultLimits, type SiteLimits } from "./limits.ts";
import { logLevels } from "@tochka-rosta/service/log-options";
import { choice, integer, path, port, readSettings, text, url, type Environment } from "@tochka-rosta/service/settings";

/** Every setting of a module; the reference is made of it. */
export const settingsSchema = {
  host: text("HOST", { default: "0.0.0.0", meaning: "The address to listen on." }),
  port: port("PORT", { default: 8080, meaning: "The port to listen on; 0 takes a free one." }),
  logLevel: choice("LOG_LEVEL", logLevels, { default: "info", meaning: "The least level that is logged." }),
  bindingRoot: path("SERVICE_BINDING_ROOT", {
    meaning:
      "The folder of Service Bindings: `database` names the module's own database, `keys` holds the site's keys.",
  }),
  instanceDirectory: path("INSTANCE_CONFIG_DIR", {
    meaning:
      "The folder with instance.json, which says which instance this is; the platform rewrites it while the module runs.",
  }),
  egressUrl: url("EGRESS_URL", {
    isOptional: true,
    meaning:
      "The door through which the module reaches hosts outside and hands over letters; without it, it does neither.",
  }),
  egressTokenFile: path("EGRESS_TOKEN_FILE", {
    isOptional: true,
    meaning: "The token that says at the door which instance this is; the platform rewrites it while the module runs.",
  }),
  expensiveRequests: integer("EXPENSIVE_REQUESTS", {
    default: defaultLimits.concurrency.expensive.running,
    min: 1,
    max: 64,
    meaning: "How many searches, long lists and sitemaps are worked on at once; the others wait for their turn.",
  }),
  requestsInFlight: integer("REQUESTS_IN_FLIGHT", {
    default: defaultLimits.inFlight,
    min: 1,
    max: 10_000,
    meaning:
      "How many requests may be under way at once, from the first byte to the last of the answer; more are answered 503.",
  }),
  requestsInFlightPerAddress: integer("REQUESTS_IN_FLIGHT_PER_ADDRESS", {
    default: defaultLimits.inFlightPerAddress,
    min: 1,
    max: 10_000,
    meaning: "How many of them may come from one address; of IPv6 a network of 64 bits counts as one.",
  }),
};

/** The program's settings, read once before anything listens. */
export interface ModuleConfig {
  /** Address to listen on. */
  readonly host: string;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  readonly logLevel: (typeof logLevels)[number];
  /** Folder of the Service Binding that names the module's own database. */
  readonly databaseBindingDirectory: string;
  /** The site's keys, which the platform rewrites while the module runs; older platforms mount none. */
  readonly keysFile: string;
  /** The file that says which instance this is; the platform rewrites it while the module runs. */
  readonly instanceFile: string;
  /** The door out and the file with this instance's token; undefined where the platform has no door. */
  readonly egress: { readonly url: string; readonly tokenFile: string } | undefined;
  /** What visitors may take of this process. */
  readonly limits: SiteLimits;
}

/**
 * Reads settings from an environment. Pure.
 *
 * @throws SettingsError with every problem
 */
export function readConfig(env: Environment): ModuleConfig {
  const settings = readSettings(settingsSchema, env);
  const { host, port: listenPort, logLevel, bindingRoot, instanceDirectory, egressUrl, egressTokenFile } = settings;
  const { concurrency } = defaultLimits;
  return {
    host,
    port: listenPort,
    logLevel,
    databaseBindingDirectory: join(bindingRoot, "database"),
    keysFile: join(bindingRoot, "keys", "keys.json"),
    instanceFile: join(instanceDirectory, "instance.json"),
    egress:
      egressUrl === undefined || egressTokenFile === undefined
        ? undefined
        : { url: egressUrl, tokenFile: egressTokenFile },
    limits: {
      ...defaultLimits,
      concurrency: { ...concurrency, expensive: { ...concurrency.expensive, running: settings.expensiveRequests } },
      inFlight: settings.requestsInFlight,
      inFlightPerAddress: settings.requestsInFlightPerAddress,
      // Ingress controllers keep idle connections beside those in use.
      connections: settings.requestsInFlight * 2,
    },
  };
}
