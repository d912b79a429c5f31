/** Of no site: an address that leaves it leads elsewhere. */
const ownOrigin = "http://own.invalid";

/**
 * The path, query and fragment of an address on the own site, as a browser reads it; undefined when it leads anywhere else. For every redirect
 * or link whose target comes from outside.
 *
 * Browsers drop tabs and line ends, read `\` as `/`, and resolve `..`, before they see where an address leads; so the parser reads it first, and
 * what it made is compared. What it made is read once more, since `/.//host` becomes `//host`, which is another site's address.
 *
 * @example
 * readOwnPath("/dashboard?x=1"); // "/dashboard?x=1"
 * readOwnPath("/\t/evil.example"); // undefined
 */
export function readOwnPath(given: string | undefined): string | undefined {
  if (!given?.startsWith("/")) return undefined;
  const read = parseOwn(given);
  return read !== undefined && parseOwn(read) === read ? read : undefined;
}

function parseOwn(address: string): string | undefined {
  if (!URL.canParse(address, ownOrigin)) return undefined;
  const { origin, username, password, pathname, search, hash } = new URL(address, ownOrigin);
  return origin === ownOrigin && username === "" && password === "" ? pathname + search + hash : undefined;
}
