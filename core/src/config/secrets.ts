import { createHmac } from "node:crypto";
import { join } from "node:path";
import type { JWK } from "jose";
import { completeUrl } from "@tochka-rosta/postgres/connection";
import { readSecretFiles, SettingsError } from "@tochka-rosta/service/settings";
import type { Config } from "./config.ts";

/** What must never be logged, printed or stored. */
export interface Secrets {
  readonly databaseUrl: string;
  /** Private keys; the first one signs, all of them verify. */
  readonly signingKeys: readonly JWK[];
  /** Keys one-time codes and the succession of refresh tokens, each by a derivation of its own. */
  readonly pepper: Buffer;
  readonly codeWebhookSecret: string | undefined;
}

/**
 * Reads every secret from its file.
 *
 * @throws SettingsError with all problems, never with a secret's content
 */
export async function loadSecrets(config: Config): Promise<Secrets> {
  const keysPath = join(config.secretsDirectory, "signing-keys.json");
  const texts = await readSecretFiles({
    databaseUrl: { path: config.databaseUrlFile },
    keys: { path: keysPath },
    pepper: { path: join(config.secretsDirectory, "code-pepper"), minLength: 16 },
    webhookSecret: { path: config.codeWebhookSecretFile },
  });
  const problems: string[] = [];
  const signingKeys = parseSigningKeys(texts.keys, keysPath, problems);
  const databaseUrl = texts.databaseUrl ?? config.databaseUrl ?? "";
  if (!URL.canParse(databaseUrl))
    problems.push("DATABASE_URL_FILE: must hold a URL such as postgresql://user@host/core");
  if (problems.length > 0) throw new SettingsError(problems);
  const tls = { sslMode: config.databaseSslMode, authorityFile: config.databaseAuthorityFile };
  return {
    databaseUrl: completeUrl(databaseUrl, tls),
    signingKeys,
    pepper: Buffer.from(texts.pepper, "utf8"),
    codeWebhookSecret: texts.webhookSecret,
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
