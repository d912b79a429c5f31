import { SignJWT, createLocalJWKSet, exportJWK, importJWK, jwtVerify, type JWK } from "jose";
import {
  endedSessionsSeconds,
  endedSessionsType,
  handoverSeconds,
  handoverType,
  type EndedSessionsClaims,
  type HandoverClaims,
} from "@tochka-rosta/service/handover";
import type { WallClock } from "../clock.ts";

/** Life of an access token. */
export const accessSeconds = 15 * 60;

export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
}

/** Whom a module lets in: a person from one session of theirs, at one instance. */
export interface Handover {
  readonly userId: string;
  /** Uid of the ModuleInstance object: no other instance accepts the token. */
  readonly audience: string;
  /** Name of the tenant, as modules know it. */
  readonly tenant: string;
  readonly sessionId: string;
  readonly sessionEndsAt: Date;
}

interface PublicKey {
  readonly kty: string;
  readonly kid: string;
  readonly use: string;
  readonly alg: string;
  readonly n: string;
  readonly e: string;
}

/** Signs and verifies this core's tokens (RS256: verifying, which everybody does, is what it is cheapest at). */
export interface Tokens {
  readonly publicKeys: { readonly keys: PublicKey[] };
  signAccess(claims: AccessClaims): Promise<string>;
  /** The claims of a valid access token; undefined for anything else. */
  verifyAccess(token: string): Promise<AccessClaims | undefined>;
  signHandover(handover: Handover): Promise<string>;
  /** The list of sessions that have ended, for modules. */
  signEndedSessions(claims: EndedSessionsClaims): Promise<string>;
}

const algorithm = "RS256";
const accessAudience = "core";
const modulesAudience = "modules";
// RFC 8725, 3.11: explicit types keep one kind of token from passing as another.
const accessType = "access+jwt";

/** Creates the signer. The first key signs; all keys verify, so that a new key can be announced before it is used. */
export async function createTokens(options: {
  readonly keys: readonly JWK[];
  readonly issuer: string;
  readonly clock: WallClock;
}): Promise<Tokens> {
  const { keys, issuer, clock } = options;
  const [signing] = keys;
  if (signing?.kid === undefined) throw new TypeError("a signing key with a kid is needed");
  const privateKey = await importJWK(signing, algorithm);
  const publicKeys = { keys: await Promise.all(keys.map(toPublicKey)) };
  const keySet = createLocalJWKSet(publicKeys);

  const sign = (type: string, subject: string, audience: string, seconds: number, claims: object) => {
    const now = Math.floor(clock.now().getTime() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: algorithm, typ: type, kid: signing.kid ?? "" })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .setJti(crypto.randomUUID())
      .sign(privateKey);
  };

  return {
    publicKeys,
    signAccess: ({ userId, sessionId }) => sign(accessType, userId, accessAudience, accessSeconds, { sid: sessionId }),
    signHandover: ({ userId, audience, tenant, sessionId, sessionEndsAt }) => {
      const session_exp = Math.floor(sessionEndsAt.getTime() / 1000);
      const claims: HandoverClaims = { tenant, role: "owner", sid: sessionId, session_exp };
      return sign(handoverType, userId, audience, handoverSeconds, claims);
    },
    signEndedSessions: (claims) => sign(endedSessionsType, issuer, modulesAudience, endedSessionsSeconds, claims),
    verifyAccess: async (token) => {
      try {
        const { payload } = await jwtVerify(token, keySet, {
          algorithms: [algorithm],
          issuer,
          audience: accessAudience,
          typ: accessType,
          currentDate: clock.now(),
        });
        const { sub, sid } = payload;
        return typeof sub === "string" && typeof sid === "string" ? { userId: sub, sessionId: sid } : undefined;
      } catch {
        return undefined; // Whatever is wrong with a token, its bearer is a stranger.
      }
    },
  };
}

async function toPublicKey(key: JWK): Promise<PublicKey> {
  const { kty, n, e } = await exportJWK(await importJWK({ kty: key.kty, n: key.n, e: key.e }, algorithm));
  if (!kty || !n || !e || !key.kid) throw new TypeError("a signing key must be an RSA key with a kid");
  return { kty, kid: key.kid, use: "sig", alg: algorithm, n, e };
}
