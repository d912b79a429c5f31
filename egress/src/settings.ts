import { readSettings, type Environment, type ReportProblem } from "@tochka-rosta/service/settings";
import { isPort, readHost, readPrivateTarget } from "./guard/private-targets.ts";
import { readEmail } from "@tochka-rosta/texts";
import type { PlatformClient } from "./identity/clients.ts";
import type { RelaySettings } from "./letters/relay.ts";
import { settingsSchema } from "./settings-schema.ts";

/** What the door runs by. */
export type Settings = ReturnType<typeof readConfig>;

/**
 * Reads the environment. Pure.
 *
 * @throws SettingsError with every problem
 */
export function readConfig(env: Environment) {
  return readSettings(settingsSchema, env, (settings, report) => {
    const { privateTargets, platformClients } = settingsSchema;
    return {
      ...settings,
      privateTargets: readEntries(settings.privateTargets, readPrivateTarget, (problem) =>
        report(privateTargets.env, problem),
      ),
      relay: readRelay(settings, report),
      platformClients: readEntries(settings.platformClients, readPlatformClient, (problem) =>
        report(platformClients.env, problem),
      ),
    };
  });
}

function readEntries<T extends object>(
  entries: readonly object[],
  read: (entry: object) => T | string,
  report: (problem: string) => void,
): readonly T[] {
  return entries.flatMap((entry) => {
    const value = read(entry);
    if (typeof value !== "string") return [value];
    report(value);
    return [];
  });
}

function readPlatformClient(entry: object): PlatformClient | string {
  const given = entry as { readonly namespace?: unknown; readonly serviceAccount?: unknown; readonly hosts?: unknown };
  const { namespace, serviceAccount, hosts } = given;
  if (typeof namespace !== "string" || typeof serviceAccount !== "string" || !Array.isArray(hosts)) {
    return "each entry needs namespace, serviceAccount and hosts";
  }
  const read = hosts.map((target: unknown) => readTarget(target));
  if (read.includes(undefined)) return `${serviceAccount}: each of its hosts needs a host and a port`;
  return { namespace, serviceAccount, hosts: read.filter((target) => target !== undefined) };
}

function readTarget(target: unknown): { readonly host: string; readonly port: number } | undefined {
  const { host, port } = (target ?? {}) as { readonly host?: unknown; readonly port?: unknown };
  const name = typeof host === "string" ? readHost(host) : undefined;
  return name !== undefined && isPort(port) ? { host: name, port } : undefined;
}

/** Undefined where no relay is named. */
function readRelay(
  given: {
    readonly mailHost: string | undefined;
    readonly mailPort: number;
    readonly mailSecurity: RelaySettings["security"];
    readonly mailUsername: string | undefined;
    readonly mailPasswordFile: string | undefined;
    readonly mailFrom: string | undefined;
    readonly mailBounces: string | undefined;
  },
  report: ReportProblem,
): RelaySettings | undefined {
  const { mailHost: host, mailPort: port, mailSecurity: security, mailUsername: username } = given;
  if (host === undefined) return undefined;
  const from = readEmail(given.mailFrom ?? "");
  if (!from.ok) report(settingsSchema.mailFrom.env, "must be one e-mail address, since MAIL_HOST is set");
  const bounces = readEmail(given.mailBounces ?? given.mailFrom ?? "");
  if (!bounces.ok && from.ok) report(settingsSchema.mailBounces.env, "must be one e-mail address");
  if (!from.ok || !bounces.ok) return undefined;
  const passwordFile = given.mailPasswordFile;
  return { host, port, security, username, passwordFile, from: from.address, bounces: bounces.address };
}
