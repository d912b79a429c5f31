import { clockToleranceSeconds, handoverSeconds, handoverType } from "@tochka-rosta/service/handover";
import type { JWTVerifyGetKey } from "jose";
import type { InstanceIdentity } from "../instance/identity.ts";

/** What an accepted hand-over token says. */
export interface Handover {
  readonly subject: string;
  readonly jti: string;
  readonly expiresAt: Date;
  /** The session of the platform that the owner came from, and its end; absent with a platform of the release before. */
  readonly source?: { readonly sid: string; readonly endsAt: Date };
}

export type HandoverVerdict = { readonly accepted: Handover } | { readonly refused: string };

type Payload = Readonly<Record<string, unknown>>;

function findFault(payload: Payload, identity: InstanceIdentity): string | undefined {
  const { iat, exp, jti, sub, tenant, role, sid, session_exp: sessionEnd } = payload;
  if (typeof iat !== "number" || typeof exp !== "number") return "iat or exp is missing";
  if (exp - iat > handoverSeconds) return "it lives too long";
  if (typeof jti !== "string" || jti.length < 8 || jti.length > 100) return "jti is missing";
  if (typeof sub !== "string" || sub === "") return "sub is missing";
  if (tenant !== identity.tenant) return "it is for another tenant";
  // Half of a source would be a session that no list can end, or one that outlives its source.
  if ((sid === undefined) !== (sessionEnd === undefined)) return "its source is incomplete";
  if (sid !== undefined && (typeof sid !== "string" || sid === "" || sid.length > 100)) return "its sid is no name";
  if (sessionEnd !== undefined && typeof sessionEnd !== "number") return "its session_exp is no time";
  return role === "owner" ? undefined : "its role is not owner";
}

function sourceOf({ sid, session_exp: sessionEnd }: Payload): Pick<Handover, "source"> {
  if (typeof sid !== "string" || typeof sessionEnd !== "number") return {};
  return { source: { sid, endsAt: new Date(sessionEnd * 1000) } };
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
      typ: handoverType,
      issuer: identity.core.issuer,
      audience: identity.uid,
      maxTokenAge: handoverSeconds,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ["iat", "exp", "jti", "sub", "tenant", "role"],
    });
    const fault = findFault(payload, identity);
    if (fault !== undefined) return { refused: fault };
    return {
      accepted: {
        subject: String(payload.sub),
        jti: String(payload.jti),
        expiresAt: new Date((Number(payload.exp) + clockToleranceSeconds) * 1000),
        ...sourceOf(payload),
      },
    };
  } catch (error) {
    // A forged token is the visitor's fault; keys that cannot be fetched are ours and must not read as one.
    const isTheToken = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
    if (isTheToken && error.code !== "ERR_JOSE_GENERIC") return { refused: error.code };
    throw error;
  }
}
