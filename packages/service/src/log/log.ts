import pino from "pino";
import { logOptions, type LogOptions } from "./log-options.ts";
import { redaction } from "./redaction.ts";

export { logLevels, logOptions, type LogOptions } from "./log-options.ts";

/** The logger of a program: one JSON line an event. */
export type Log = pino.Logger;

/**
 * Creates the logger of a program.
 *
 * @param options.base fields of every line. Default: none
 * @param options.destination where lines go. Default: standard output
 *
 * @example
 * createLog({ level: "info", base: { name: "operator" } }).info({ port: 8080 }, "listening");
 */
export function createLog({
  level,
  base = null,
  destination = pino.destination(1),
}: {
  readonly level: string;
  readonly base?: LogOptions["base"];
  readonly destination?: pino.DestinationStream;
}): Log {
  return pino({ ...logOptions(level, base), redact: redaction }, destination);
}
