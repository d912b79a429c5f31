type Headers = Readonly<Record<string, string | string[] | undefined>>;

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Protects against requests that another site makes with a visitor's cookies. The rule is that of Go's
 * http.CrossOriginProtection: trust the browser's own Sec-Fetch-Site; older browsers send Origin; a client that sends
 * neither is no browser and carries nobody's cookies.
 * @param ownOrigin scheme, host and port of this site
 */
export function isForeignRequest(method: string, headers: Headers, ownOrigin: string): boolean {
  if (SAFE_METHODS.has(method)) return false;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const origin = headers["origin"];
  return origin !== undefined && origin !== ownOrigin;
}
