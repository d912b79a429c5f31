import { startSingleEndpointServer, type HttpServer, type ListenAddress } from "@tochka-rosta/service/http";

/** How long a copy of the public keys may be kept. */
export const keysCacheControl = "public, max-age=300";

/** Serves the public keys on a port of their own: all that a module needs of the core, and all that it is let to. */
export function serveKeys(publicKeys: object, listen: ListenAddress): Promise<HttpServer> {
  const headers = { "content-type": "application/json; charset=utf-8", "cache-control": keysCacheControl };
  const body = JSON.stringify(publicKeys);
  return startSingleEndpointServer("/.well-known/jwks.json", () => Promise.resolve({ headers, body }), listen);
}
