/** Facts of one log line, as a JSON object. Never secrets, never phone numbers. */
export type LogFields = Record<string, unknown>;

/** The part of a structured logger this package needs; a pino logger is one. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Log;
}

/**
 * A logger that says nothing: the default where no logger is given.
 *
 * @example
 * const quiet = createClient({ config, log: silentLog });
 */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
