import type { Clock } from "@tochka-rosta/controller-runtime";
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";

/** Who signs tokens, and how their signatures are checked. */
export interface Issuer {
  readonly issuer: string;
  readonly getKey: JWTVerifyGetKey;
}

/** Knows the issuer of the cluster's tokens. */
export interface SigningKeys {
  /** What is known now; read when nothing is. Rejects when the API server cannot be asked and nothing is known. */
  current(): Promise<Issuer>;
  /** Reads again, at most once in ten seconds: a token named a key that is not known. */
  refresh(): Promise<Issuer>;
}

const discoveryPath = "/.well-known/openid-configuration";
const keysPath = "/openid/v1/jwks";
/** The only type that API servers give keys in; asked for JSON they answer 406. */
const keysMediaType = "application/jwk-set+json";
const refreshMilliseconds = 10 * 60_000;
const cooldownMilliseconds = 10_000;

/** Reads JSON of a path of the API server; some answer a media type of their own only. */
type ReadPath = (path: string, mediaType?: string) => Promise<unknown>;

/** Reads the issuer and its public keys from the API server; while it is unreachable, what was read last counts. */
export function createSigningKeys(readPath: ReadPath, clock: Clock): SigningKeys {
  let known: Issuer | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const read = async () => {
    askedAt = clock.monotonic();
    const [discovery, keys] = await Promise.all([readPath(discoveryPath), readPath(keysPath, keysMediaType)]);
    known = { issuer: readIssuer(discovery), getKey: createLocalJWKSet(keys as JSONWebKeySet) };
  };
  const readAgain = async (olderThanMilliseconds: number): Promise<Issuer> => {
    if (known === undefined || clock.monotonic() - askedAt >= olderThanMilliseconds) {
      asking ??= read().finally(() => (asking = undefined));
    }
    try {
      await asking;
    } catch (error) {
      if (known === undefined) throw error;
    }
    if (known === undefined) throw new Error("the API server's signing keys are not known yet");
    return known;
  };
  return { current: () => readAgain(refreshMilliseconds), refresh: () => readAgain(cooldownMilliseconds) };
}

function readIssuer(discovery: unknown): string {
  const issuer = (discovery as { readonly issuer?: unknown } | undefined)?.issuer;
  if (typeof issuer !== "string" || issuer === "") throw new Error(`${discoveryPath} names no issuer`);
  return issuer;
}
