import { readOwnPath } from "./own-path.ts";

/**
 * The one address of a page that was asked for with slashes at its end, the query with it; undefined for an address that is as it should be, or
 * would lead to another site. Whoever has no such page redirects there by 308, which keeps method and body.
 *
 * @example
 * canonicalAddress("/cart/?page=2"); // "/cart?page=2"
 * canonicalAddress("//evil.example/"); // undefined
 */
export function canonicalAddress(address: string): string | undefined {
  const at = address.indexOf("?");
  const path = at < 0 ? address : address.slice(0, at);
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end -= 1;
  return end === path.length ? undefined : readOwnPath(path.slice(0, end) + (at < 0 ? "" : address.slice(at)));
}
