/** What an error says, in one line along its causes; of a program that failed, what it said itself. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  const text = (said || error.message.trim()).replaceAll(/\s*\n\s*/g, "; ");
  return error.cause === undefined ? text : `${text} ${describeError(error.cause)}`;
}
