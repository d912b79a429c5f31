import { randomUUID, sign, verify } from "node:crypto";
import { isObject, listOrEmpty, objectOrEmpty, stringOr, valueAt, type JsonObject, type JsonValue } from "./objects.ts";
import type { ServiceAccountKeys } from "./service-account-keys.ts";

/** Who issues tokens, and whom they are for unless told: the address of the API inside a cluster. */
export const issuer = "https://kubernetes.default.svc.cluster.local";

/** Whom a token names, and what it ends with. */
export interface TokenSubject {
  readonly namespace: string;
  readonly serviceAccount: { readonly name: string; readonly uid: string };
  /** The object that a token does not outlive: a pod, mostly. */
  readonly boundTo: { readonly kind: string; readonly name: string; readonly uid: string } | undefined;
}

/** A token as it is checked. */
export interface VerifiedToken {
  readonly subject: TokenSubject;
  readonly username: string;
  readonly audiences: readonly string[];
  readonly id: string;
}

/** Signs a token of a service account (RS256). Times in seconds since the epoch. */
export function signToken(
  keys: ServiceAccountKeys,
  subject: TokenSubject,
  { audiences, issuedAt, expiresAt }: { audiences: readonly string[]; issuedAt: number; expiresAt: number },
): string {
  const { namespace, serviceAccount, boundTo } = subject;
  const claims = {
    aud: [...audiences],
    exp: expiresAt,
    iat: issuedAt,
    iss: issuer,
    jti: randomUUID(),
    "kubernetes.io": {
      namespace,
      ...(boundTo && { [boundTo.kind.toLowerCase()]: { name: boundTo.name, uid: boundTo.uid } }),
      serviceaccount: serviceAccount,
    },
    nbf: issuedAt,
    sub: nameUser(subject),
  };
  const signed = `${encode({ alg: "RS256", kid: keys.keyId })}.${encode(claims)}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), keys.privateKey).toString("base64url")}`;
}

/** A token of ours whose time has come and has not passed; undefined for any other text. */
export function verifyToken(keys: ServiceAccountKeys, token: string, now: number): VerifiedToken | undefined {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  if (rest.length > 0 || decode(header)?.["alg"] !== "RS256") return undefined;
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify("RSA-SHA256", signed, keys.publicKey, Buffer.from(signature, "base64url"))) return undefined;
  const claims = decode(payload) ?? {};
  const { iss, exp, nbf, aud, jti, sub } = claims;
  if (iss !== issuer || typeof exp !== "number" || typeof nbf !== "number" || exp <= now || nbf > now) return undefined;
  const subject = readSubject(objectOrEmpty(claims["kubernetes.io"]));
  if (sub !== nameUser(subject)) return undefined;
  const audiences = listOrEmpty(aud).filter((each) => typeof each === "string");
  return { subject, username: sub, audiences, id: stringOr(jti, "") };
}

function readSubject(claims: JsonObject): TokenSubject {
  const kind = ["pod", "secret", "node"].find((each) => isObject(claims[each]));
  const text = (...path: string[]) => stringOr(valueAt(claims, path), "");
  return {
    namespace: text("namespace"),
    serviceAccount: { name: text("serviceaccount", "name"), uid: text("serviceaccount", "uid") },
    boundTo: kind === undefined ? undefined : { kind, name: text(kind, "name"), uid: text(kind, "uid") },
  };
}

function nameUser({ namespace, serviceAccount }: TokenSubject): string {
  return `system:serviceaccount:${namespace}:${serviceAccount.name}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(part: string): JsonObject | undefined {
  try {
    const value = JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as JsonValue;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // No token at all.
  }
}
