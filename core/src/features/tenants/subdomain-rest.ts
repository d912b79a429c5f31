/** So long nobody gets a subdomain that was given up: old links, bookmarks and search results lead to it meanwhile. */
export const subdomainRestDays = 90;

const dayMilliseconds = 86_400_000;

/** Names that were given up after this moment still rest. */
export function planRestStart(now: Date): Date {
  return new Date(now.getTime() - subdomainRestDays * dayMilliseconds);
}
