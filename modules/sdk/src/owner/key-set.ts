import type { JWTVerifyGetKey } from "jose";

/** Gives the key finder for a JWKS address; the address may change while the module runs. */
export type KeySet = (jwksUrl: string) => Promise<JWTVerifyGetKey>;

/** A key set that fetches the core's public keys when first needed and keeps them; jose refetches for an unknown `kid`. */
export function openKeySet(): KeySet {
  let opened: { readonly url: string; readonly getKey: JWTVerifyGetKey } | undefined;
  return async (jwksUrl) => {
    if (opened?.url !== jwksUrl) {
      const { createRemoteJWKSet } = await import("jose");
      opened = {
        url: jwksUrl,
        getKey: createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 5_000, cooldownDuration: 5_000 }),
      };
    }
    return opened.getKey;
  };
}
