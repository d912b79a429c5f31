import { endedSessionsPath, keysPath } from "@tochka-rosta/service/handover";
import { startEndpointServer, type HttpServer, type ListenAddress } from "@tochka-rosta/service/http";

/** How long a copy of the public keys may be kept. */
export const keysCacheControl = "public, max-age=300";

/** Of the list of ended sessions: a signed text. */
export const endedSessionsHeaders = { "content-type": "application/jwt", "cache-control": "no-store" } as const;

/** Serves public keys and ended sessions on a port of their own: all that a module needs of the core, and all that it is let to. */
export function serveKeys(
  publicKeys: object,
  readEndedSessions: () => Promise<string>,
  listen: ListenAddress,
): Promise<HttpServer> {
  const keysHeaders = { "content-type": "application/json; charset=utf-8", "cache-control": keysCacheControl };
  const keys = JSON.stringify(publicKeys);
  return startEndpointServer(
    {
      [keysPath]: () => Promise.resolve({ headers: keysHeaders, body: keys }),
      [endedSessionsPath]: async () => ({ headers: endedSessionsHeaders, body: await readEndedSessions() }),
    },
    listen,
  );
}
