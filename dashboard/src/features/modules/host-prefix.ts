import { spellAsLabel } from "#format/label.ts";

/** Longest prefix that core takes. */
export const longestHostPrefix = 20;

/** What a person types as the first part of a site's address, in letters that it may hold. */
export function spellHostPrefix(typed: string): string {
  return spellAsLabel(typed, longestHostPrefix);
}

/**
 * The host that a site would have at another prefix, seen from one that exists; undefined when that one's host does not
 * begin with its prefix (the host template is the platform's choice).
 */
export function replacePrefix(url: string, prefix: string, wanted: string): string | undefined {
  const { host } = new URL(url);
  return host.startsWith(prefix) ? `${wanted}${host.slice(prefix.length)}` : undefined;
}

/** Why a further site cannot begin with a prefix, as far as the owner's own sites decide it. */
export function findPrefixProblem(prefix: string, taken: readonly string[]): "missing" | "own" | undefined {
  if (prefix === "") return "missing";
  return taken.includes(prefix) ? "own" : undefined;
}

/** The first prefix that none of the sites has: the module itself, then `shop-2`, `shop-3`, … */
export function findFreePrefix(module: string, taken: readonly string[]): string {
  if (!taken.includes(module)) return module;
  let number = 2;
  while (taken.includes(`${module}-${number}`)) number += 1;
  return `${module}-${number}`;
}
