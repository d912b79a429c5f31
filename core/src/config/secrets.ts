import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JWK } from "jose";
import { completeUrl } from "../database/connection.ts";
import { ConfigError, type Config } from "./config.ts";

/** What must never be logged, printed or stored. */
export interface Secrets {
  readonly databaseUrl: string;
  /** Private keys; the first one signs, all of them verify. */
  readonly signingKeys: readonly JWK[];
  /** Keys one-time codes and the succession of refresh tokens, each by a derivation of its own. */
  readonly pepper: Buffer;
  readonly codeWebhookSecret: string | undefined;
}

/** Reads every secret from its file; throws ConfigError with all problems, never with a secret's content. */
export async function loadSecrets(config: Config): Promise<Secrets> {
  const problems: string[] = [];
  const read = async (path: string): Promise<string> => {
    try {
      const content = (await readFile(path, "utf8")).trim();
      if (content === "") problems.push(`${path} is empty`);
      return content;
    } catch (error) {
      problems.push(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown error"}`);
      return "";
    }
  };
  const databaseUrl = config.databaseUrlFile ? await read(config.databaseUrlFile) : (config.databaseUrl ?? "");
  const tls = { sslMode: config.databaseSslMode, authorityFile: config.databaseAuthorityFile };
  const keysPath = join(config.secretsDirectory, "signing-keys.json");
  const keys = await read(keysPath);
  const pepper = await read(join(config.secretsDirectory, "code-pepper"));
  const webhookSecret = config.codeWebhookSecretFile ? await read(config.codeWebhookSecretFile) : undefined;
  const signingKeys = keys === "" ? [] : parseSigningKeys(keys, keysPath, problems);
  if (pepper !== "" && pepper.length < 16) problems.push("code-pepper is shorter than 16 characters");
  if (databaseUrl !== "" && !URL.canParse(databaseUrl)) problems.push("the database URL is not a valid URL");
  if (problems.length > 0) throw new ConfigError(`The secrets have problems:\n  ${problems.join("\n  ")}`);
  return {
    databaseUrl: completeUrl(databaseUrl, tls),
    signingKeys,
    pepper: Buffer.from(pepper, "utf8"),
    codeWebhookSecret: webhookSecret,
  };
}

/** A key for one purpose only, so that a value made for one can never pass as another. */
export function deriveKey(pepper: Buffer, purpose: string): Buffer {
  return createHmac("sha256", pepper).update(`tochka-rosta/core/${purpose}`).digest();
}

function parseSigningKeys(text: string, path: string, problems: string[]): JWK[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    problems.push(`${path} is not JSON`);
    return [];
  }
  const keys = (parsed as { keys?: unknown }).keys;
  if (!Array.isArray(keys) || keys.length === 0) {
    problems.push(`${path} is not a JWKS: { "keys": [ … ] }`);
    return [];
  }
  for (const key of keys as JWK[]) {
    if (key.kty !== "RSA" || !key.kid || !key.d)
      problems.push(`${path}: every key must be a private RSA key with a kid`);
  }
  return keys as JWK[];
}
