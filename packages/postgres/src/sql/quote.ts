/**
 * An SQL identifier in double quotes. Names of databases that others made may hold anything, so quotes are doubled.
 *
 * @throws TypeError on a zero byte, which no identifier can hold
 *
 * @example
 * quoteIdentifier('a "b"'); // '"a ""b"""'
 */
export function quoteIdentifier(name: string): string {
  if (name.includes("\0")) throw new TypeError("an SQL identifier cannot hold a zero byte");
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * An SQL string in single quotes, read the same whatever `standard_conforming_strings` says. For statements that take no parameters (roles,
 * databases, comments); everything else passes values as parameters.
 *
 * @throws TypeError on a zero byte, which no text can hold
 */
export function quoteLiteral(text: string): string {
  if (text.includes("\0")) throw new TypeError("an SQL text cannot hold a zero byte");
  const quoted = `'${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
  return text.includes("\\") ? ` E${quoted}` : quoted;
}

/** Whether a name from settings can be a role or database of ours: letters, digits, `-` and `_`, at most 63. */
export function isPlainIdentifier(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_-]{0,62}$/.test(name);
}
