import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import type { InstanceIdentity } from "../instance/identity.ts";

/** What a test may bend in a token to see it refused. */
export interface TokenChanges {
  readonly claims?: JWTPayload;
  readonly header?: { readonly typ?: string };
  readonly lifeSeconds?: number;
  /** Signed by a key that the core never published. */
  readonly isForged?: boolean;
}

/** A stand-in for the core: it publishes keys and signs hand-over tokens as the core does. */
export interface TestCore {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly signHandover: (identity: InstanceIdentity, changes?: TokenChanges) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export async function startTestCore(): Promise<TestCore> {
  const own = await generateKeyPair("RS256");
  const foreign = await generateKeyPair("RS256");
  const jwks = { keys: [{ ...(await exportJWK(own.publicKey)), kid: "current", alg: "RS256", use: "sig" }] };
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    jwksUrl: `${issuer}/.well-known/jwks.json`,
    signHandover: (identity, changes = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const claims = { sub: "user-1", tenant: identity.tenant, role: "owner", jti: randomUUID(), ...changes.claims };
      return new SignJWT({
        iss: issuer,
        aud: identity.uid,
        iat: now,
        exp: now + (changes.lifeSeconds ?? 60),
        ...claims,
      })
        .setProtectedHeader({ alg: "RS256", kid: "current", typ: changes.header?.typ ?? "handover+jwt" })
        .sign(changes.isForged ? foreign.privateKey : own.privateKey);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
