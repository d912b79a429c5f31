import { buildHost } from "@tochka-rosta/crds";
import type { Config } from "../../config/config.ts";

/** What makes addresses of sites. */
export type SiteAddressing = Pick<Config, "siteDomain" | "hostTemplate">;

/** How the hosts of a tenant's sites look, each site's own part as `*`: `*--alpha.example.com`. */
export function describeSiteHosts(subdomain: string, { siteDomain, hostTemplate }: SiteAddressing): string {
  return buildHost(hostTemplate, { prefix: "*", tenant: subdomain, domain: siteDomain });
}
