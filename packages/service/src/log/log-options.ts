/** What pino and Fastify's `logger` take. */
export interface LogOptions {
  readonly level: string;
  readonly base: Readonly<Record<string, string>> | null;
  readonly timestamp: () => string;
  readonly formatters: { readonly level: (label: string) => { level: string } };
  readonly redact: {
    readonly paths: string[];
    readonly censor: (value: unknown, path: string[]) => unknown;
  };
}

/** Levels that a program can be set to, from most to least. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "silent"] as const;

/** Names of fields whose values must not be in a log, at the top and up to three objects down. */
const secretNames = [
  "phone",
  "ownerPhone",
  "owner_phone",
  "password",
  "passwordHash",
  "code",
  "token",
  "cookie",
  "authorization",
];

/** A one-time code. Codes of errors, which people search logs for, are words, or numbers of another length. */
const oneTimeCode = /^\d{6}$/;

/**
 * How every program of the platform logs: one JSON line an event, `time` in RFC 3339, `level` in words, secrets and phones blanked. A plain
 * value, so that who has pino through Fastify need not load it again.
 *
 * @param base fields of every line, such as the program's name
 */
export function logOptions(level: string, base: LogOptions["base"]): LogOptions {
  return {
    level,
    base,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
      censor: (value, path) => (path.at(-1) === "code" && !isOneTimeCode(value) ? value : "[redacted]"),
    },
  };
}

function isOneTimeCode(value: unknown): boolean {
  return (typeof value === "string" || typeof value === "number") && oneTimeCode.test(String(value));
}
