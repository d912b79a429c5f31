import type { Clock } from "@tochka-rosta/controller-runtime";
import { egressAudience } from "@tochka-rosta/service/egress";
import { errors, jwtVerify, type JWTPayload } from "jose";
import type { Issuer, SigningKeys } from "./signing-keys.ts";

/** The account that a token was made for. */
export interface TokenAccount {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** A token's account, or why it is not taken. */
export type TokenVerdict = { readonly account: TokenAccount } | { readonly fault: string };

/** What API servers sign with. */
const algorithms = ["RS256", "ES256", "ES384", "ES512"];
const clockToleranceSeconds = 5;

/** Checks a projected token offline: signature, issuer, audience, time. Whether its account still lives is asked elsewhere. */
export async function verifyToken(keys: SigningKeys, clock: Clock, token: string): Promise<TokenVerdict> {
  const verify = async ({ issuer, getKey }: Issuer) =>
    jwtVerify(token, getKey, {
      issuer,
      audience: egressAudience,
      algorithms,
      currentDate: new Date(clock.now()),
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ["exp", "sub"],
    });
  try {
    const { payload } = await verify(await keys.current()).catch(async (error: unknown) => {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return verify(await keys.refresh());
    });
    return readAccount(payload);
  } catch (error) {
    // What is not jose's is not the token's fault, and must not read as one.
    if (error instanceof errors.JOSEError) return { fault: error.code };
    throw error;
  }
}

function readAccount(payload: JWTPayload): TokenVerdict {
  const claims = payload["kubernetes.io"] as
    | { readonly namespace?: unknown; readonly serviceaccount?: { readonly name?: unknown; readonly uid?: unknown } }
    | undefined;
  const { namespace, serviceaccount: { name, uid } = {} } = claims ?? {};
  const areTexts = typeof namespace === "string" && typeof name === "string" && typeof uid === "string";
  if (!areTexts || payload.sub !== `system:serviceaccount:${namespace}:${name}`) return { fault: "no service account" };
  return { account: { namespace, name, uid } };
}
