type Headers = Readonly<Record<string, string | string[] | undefined>>;

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * What shows that another site made a browser send this request, with the cookies of ours; undefined when nothing does.
 *
 * Browsers say on every changing request where it comes from (`Origin`) or how that is related to us (`Sec-Fetch-Site`); scripts can set
 * neither. Each header that is there must name us: `Sec-Fetch-Site` alone is not enough, since a page that had its own name resolved to our
 * address (DNS rebinding) is "same-origin" to the browser and only `Origin` tells it from ours. Tenants' sites may share a registrable
 * domain, so `same-site` is foreign. A client that sends neither header is no browser and carries no cookies of others.
 *
 * @param ownOrigin scheme, host and port of this site, as in a browser's `Origin`
 *
 * @example
 * foreignOrigin("POST", { origin: "https://evil.example" }, "https://shop.example"); // "Origin is https://evil.example"
 */
export function foreignOrigin(method: string, headers: Headers, ownOrigin: string): string | undefined {
  if (safeMethods.has(method)) return undefined;
  const { origin } = headers;
  if (origin !== undefined && origin !== ownOrigin) return `Origin is ${String(origin)}`;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return `Sec-Fetch-Site is ${String(site)}`;
  return undefined;
}
