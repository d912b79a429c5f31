/**
 * An error in one line: its message, and behind colons those of its causes.
 *
 * @example
 * describeError(new Error("cannot write", { cause: new Error("disk is full") })); // "cannot write: disk is full"
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describeError(error.cause)}`;
}

/** The `code` of an error of Node.js, of the operating system or of PostgreSQL; undefined where it has none. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
