import pino from "pino";

/** The logger of the whole core: one JSON line per event on standard output. */
export type Log = pino.Logger;

/** Creates the logger. Field names that could hold a secret or a phone are blanked wherever they turn up. */
export function createLog(level: string, destination: pino.DestinationStream = pino.destination(1)): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
      censor: "[redacted]",
    },
  };
  return pino(options, destination);
}

const secretNames = ["phone", "ownerPhone", "password", "passwordHash", "code", "token", "cookie", "authorization"];
