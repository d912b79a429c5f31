import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { endedSessionsPath, endedSessionsSeconds, endedSessionsType } from "@tochka-rosta/service/handover";
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

/** What the stand-in says when a module asks which sessions have ended. */
export interface EndedSessionsAnswer {
  sids: readonly string[];
  before?: number;
  /** Not there: as in the release before. Silent: takes the question and never answers. */
  state: "answers" | "absent" | "failing" | "silent";
  /** Signed by a key that the core never published. */
  isForged?: boolean;
  /** How often it was asked. */
  asked: number;
}

/** A stand-in for the core: it publishes keys, signs hand-over tokens and tells of ended sessions as the core does. */
export interface TestCore {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly endedSessions: EndedSessionsAnswer;
  readonly signHandover: (identity: InstanceIdentity, changes?: TokenChanges) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** @param now the clock of the list of ended sessions */
export async function startTestCore(now: () => Date): Promise<TestCore> {
  const own = await generateKeyPair("RS256");
  const foreign = await generateKeyPair("RS256");
  const jwks = { keys: [{ ...(await exportJWK(own.publicKey)), kid: "current", alg: "RS256", use: "sig" }] };
  const endedSessions: EndedSessionsAnswer = { sids: [], state: "answers", asked: 0 };
  const signEnded = (): Promise<string> => {
    const { sids, before, isForged } = endedSessions;
    const at = Math.floor(now().getTime() / 1000);
    return new SignJWT({ sids: [...sids], ...(before !== undefined && { before }) })
      .setProtectedHeader({ alg: "RS256", kid: "current", typ: endedSessionsType })
      .setIssuer(issuer)
      .setAudience("modules")
      .setIssuedAt(at)
      .setExpirationTime(at + endedSessionsSeconds)
      .sign(isForged ? foreign.privateKey : own.privateKey);
  };
  const server = createServer((request, response) => {
    if (request.url === endedSessionsPath) {
      endedSessions.asked += 1;
      if (endedSessions.state === "silent") return;
      if (endedSessions.state !== "answers") {
        response.writeHead(endedSessions.state === "absent" ? 404 : 503).end();
        return;
      }
      void signEnded().then((text) => response.end(text));
      return;
    }
    response.setHeader("content-type", "application/json").end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    jwksUrl: `${issuer}/.well-known/jwks.json`,
    endedSessions,
    signHandover: (identity, changes = {}) => {
      const at = Math.floor(Date.now() / 1000);
      const source = { sid: randomUUID(), session_exp: at + 30 * 86_400 };
      const who = { sub: "user-1", tenant: identity.tenant, role: "owner", jti: randomUUID() };
      const claims = { ...who, ...source, ...changes.claims };
      return new SignJWT({
        iss: issuer,
        aud: identity.uid,
        iat: at,
        exp: at + (changes.lifeSeconds ?? 60),
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
