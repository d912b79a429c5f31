import { readFile } from "node:fs/promises";
import type { Configuration } from "openid-client";
import { Agent, fetch as undiciFetch } from "undici";
import type { Credentials } from "./cluster-config.ts";
import { cachedToken, singleFlight } from "./credentials.ts";

/** `auth-provider.config` of a kubeconfig whose provider is `oidc`. */
export type OidcFields = Readonly<Record<string, string | undefined>>;

/** Renewed this long before its expiry, so that no request travels with a token about to die. */
const EXPIRY_LEEWAY_MILLISECONDS = 60_000;

/**
 * The ID token of an `oidc` auth-provider, renewed with its refresh token when it nears its expiry. The renewed tokens live in this process
 * only: the kubeconfig is not written. Renewal goes to `openid-client` directly, since client-node 2.0.1 hands it the issuer in a form that
 * it refuses.
 */
export function oidcCredentials(fields: OidcFields, where: string): Credentials {
  let { "id-token": idToken, "refresh-token": refreshToken } = fields;
  const connect = singleFlight(() => discoverIssuer(fields, where));
  let issuer: Configuration | undefined;

  const read = singleFlight(async () => {
    if (idToken === undefined || readExpiry(idToken) - EXPIRY_LEEWAY_MILLISECONDS <= Date.now()) {
      if (!refreshToken)
        throw new Error(`${where}: the OIDC token has expired and there is no refresh-token to renew it`);
      const { refreshTokenGrant } = await import("openid-client");
      const renewed = await refreshTokenGrant((issuer ??= await connect()), refreshToken);
      if (renewed.id_token === undefined)
        throw new Error(`${where}: the OIDC issuer renewed the session without an ID token`);
      idToken = renewed.id_token;
      refreshToken = renewed.refresh_token ?? refreshToken;
    }
    const remainingMilliseconds = readExpiry(idToken) - Date.now() - EXPIRY_LEEWAY_MILLISECONDS;
    return { value: idToken, validUntil: performance.now() + remainingMilliseconds };
  });
  return cachedToken(read, () => performance.now());
}

async function discoverIssuer(fields: OidcFields, where: string): Promise<Configuration> {
  const { "idp-issuer-url": issuer = "", "client-id": clientId, "client-secret": clientSecret } = fields;
  if (!URL.canParse(issuer) || !clientId) {
    throw new Error(`${where}: auth-provider oidc needs idp-issuer-url and client-id to renew its token`);
  }
  const { customFetch, discovery } = await import("openid-client");
  const ca = await readAuthority(fields);
  const dispatcher = new Agent({ connect: ca === undefined ? {} : { ca } });
  const fetchFromIssuer = ((url: string, options: object) => undiciFetch(url, { ...options, dispatcher })) as never;
  return discovery(new URL(issuer), clientId, clientSecret || undefined, undefined, { [customFetch]: fetchFromIssuer });
}

async function readAuthority(fields: OidcFields): Promise<string | undefined> {
  const data = fields["idp-certificate-authority-data"];
  if (data) return Buffer.from(data, "base64").toString("utf8");
  const path = fields["idp-certificate-authority"];
  return path ? readFile(path, "utf8") : undefined;
}

/** `exp` of a token in milliseconds since 1970; 0 when it has none, so that it counts as expired. */
function readExpiry(token: string): number {
  const payload = token.split(".")[1] ?? "";
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8") || "{}") as { exp?: number };
  return (claims.exp ?? 0) * 1000;
}
