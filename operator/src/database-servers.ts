import { isCertificate, parseSslMode, sslModes, type SslMode } from "@tochka-rosta/postgres/connection";
import { isPlainIdentifier } from "@tochka-rosta/postgres/sql";
import { SettingsError } from "@tochka-rosta/service/settings";

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
  /** Of the connections that it allows: from so many on the server takes no further database. */
  readonly connectionsPercent: number;
  /** As libpq means it: `require` encrypts and asks nobody who the server is. */
  readonly sslmode: SslMode;
  /** Who signs the server's certificate (PEM), for us and for modules; absent: the authorities that Node.js knows. */
  readonly ca?: string;
  /** Of the server's pods, where it runs in this cluster: modules may reach no other pods of that namespace. */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** Every site's Secret has a copy. A cloud's bundle of one region has 10 KiB, that of all its regions 160. */
const mostAuthorityCharacters = 32 * 1024;

/**
 * Reads the text of DATABASE_SERVERS_FILE. Passwords stay out of the settings: see `readServerPassword`.
 *
 * @throws SettingsError with every problem; the text itself, which holds passwords, is never repeated
 */
export function readDatabaseServers(text: string): readonly DatabaseServerSettings[] {
  const entries = parseList(text);
  if (entries === undefined || entries.length === 0) {
    throw new SettingsError(["DATABASE_SERVERS_FILE: must hold a JSON list with at least one server"]);
  }
  const problems: string[] = [];
  const servers = entries.map((entry, index) =>
    readServer(entry, (problem) => problems.push(`servers[${index}].${problem}`)),
  );
  if (new Set(servers.map(({ name }) => name)).size < servers.length) problems.push("servers: two have the same name");
  if (problems.length > 0) throw new SettingsError(problems);
  return servers;
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
  const sslmode = parseSslMode(entry["sslmode"] ?? "verify-full");
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
    connectionsPercent: readPercent(entry["connectionsPercent"] ?? 80, report),
    sslmode: sslmode ?? "verify-full",
    ...(ca !== undefined && { ca }),
    ...(podLabels !== undefined && { podLabels }),
  };
}

function readPercent(value: unknown, report: (problem: string) => void): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 100) return value;
  report("connectionsPercent: must be a whole number from 1 to 100");
  return 100;
}

function readAuthority(value: unknown, report: (problem: string) => void): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string" || !isCertificate(value)) {
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
