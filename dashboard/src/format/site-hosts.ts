/** How the hosts of a tenant's sites look, for people: each site has its own beginning, so that is left open. */
export function formatSiteHosts(domain: string): string {
  return domain.replace("*", "…");
}
