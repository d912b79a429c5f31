/**
 * The header by which browsers keep to HTTPS for a year (HSTS), for a site that is served so; nothing for one over plain HTTP, where browsers
 * would ignore it. Sub-domains are left to themselves: they are other programs.
 *
 * @param origin scheme, host and port as browsers see them
 */
export function transportSecurity(origin: string): { readonly "strict-transport-security"?: string } {
  return origin.startsWith("https:") ? { "strict-transport-security": "max-age=31536000" } : {};
}
