import { createPrivateKey, sign, type JsonWebKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseAllDocuments } from "yaml";
import type { ClusterObject } from "../../harness/cluster.ts";
import { locateFixture } from "./fixture.ts";

/** Issues an access token once more, as the release's core would have a minute ago: it lives for fifteen only. */
export type RenewAccess = (token: string, issuer: string) => string;

/** Reads the release's signing key out of its cluster's Secret. */
export async function prepareRenewal(release: string): Promise<RenewAccess> {
  const objects = await readObjects(release);
  const secret = objects.find(({ kind, metadata }) => kind === "Secret" && metadata.name === "core-secrets");
  const text = Buffer.from(secret?.data?.["signing-keys.json"] ?? "", "base64").toString();
  const [jwk] = (JSON.parse(text) as { keys: JsonWebKey[] }).keys;
  const key = createPrivateKey({ key: jwk ?? {}, format: "jwk" });
  return (token, issuer) => {
    const [header = "", payload = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as { iat: number; exp: number };
    const issuedAt = Math.floor(Date.now() / 1000) - 60;
    const renewed = { ...claims, iss: issuer, iat: issuedAt, exp: issuedAt + claims.exp - claims.iat };
    const content = `${header}.${Buffer.from(JSON.stringify(renewed)).toString("base64url")}`;
    return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
  };
}

/** The cluster's objects as the release's API server gave them. */
export async function readObjects(release: string): Promise<readonly ClusterObject[]> {
  const text = await readFile(locateFixture(release).objects, "utf8");
  return parseAllDocuments(text).map((document) => document.toJS() as ClusterObject);
}
