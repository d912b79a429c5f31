import type { JWTVerifyGetKey } from "jose";
import type { InstanceIdentity } from "../instance/identity.ts";

/** What an accepted hand-over token says. */
export interface Handover {
  readonly subject: string;
  readonly jti: string;
  readonly expiresAt: Date;
}

export type HandoverVerdict = { readonly accepted: Handover } | { readonly refused: string };

const MAX_AGE_SECONDS = 60;
const CLOCK_TOLERANCE_SECONDS = 5;

type Payload = Readonly<Record<string, unknown>>;

function findFault(payload: Payload, identity: InstanceIdentity): string | undefined {
  const { iat, exp, jti, sub, tenant, role } = payload;
  if (typeof iat !== "number" || typeof exp !== "number") return "iat or exp is missing";
  if (exp - iat > MAX_AGE_SECONDS) return "it lives too long";
  if (typeof jti !== "string" || jti.length < 8 || jti.length > 100) return "jti is missing";
  if (typeof sub !== "string" || sub === "") return "sub is missing";
  if (tenant !== identity.tenant) return "it is for another tenant";
  return role === "owner" ? undefined : "its role is not owner";
}

/**
 * Checks a hand-over token by RFC 8725: one algorithm, one type, issuer, audience, short life. Whether it was used before is
 * the session store's question.
 * @param getKey finds the core's public key; see `openKeySet`
 */
export async function verifyHandoverToken(
  token: string,
  identity: InstanceIdentity,
  getKey: JWTVerifyGetKey,
): Promise<HandoverVerdict> {
  const { jwtVerify, errors } = await import("jose");
  try {
    const { payload } = await jwtVerify(token, getKey, {
      algorithms: ["RS256"],
      typ: "handover+jwt",
      issuer: identity.core.issuer,
      audience: identity.uid,
      maxTokenAge: MAX_AGE_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ["iat", "exp", "jti", "sub", "tenant", "role"],
    });
    const fault = findFault(payload, identity);
    if (fault !== undefined) return { refused: fault };
    return {
      accepted: {
        subject: String(payload.sub),
        jti: String(payload.jti),
        expiresAt: new Date((Number(payload.exp) + CLOCK_TOLERANCE_SECONDS) * 1000),
      },
    };
  } catch (error) {
    // A forged token is the visitor's fault; keys that cannot be fetched are ours and must not read as one.
    const isTheToken = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
    if (isTheToken && error.code !== "ERR_JOSE_GENERIC") return { refused: error.code };
    throw error;
  }
}
