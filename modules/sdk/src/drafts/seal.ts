import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A new secret for a visitor's cookie. */
export function newHolderToken(): string {
  return randomBytes(32).toString("base64url");
}

/** By what a holder's drafts are found; tells nothing of the secret. */
export function holderHash(holder: string): Buffer {
  return createHash("sha256").update(holder).digest();
}

function keyOf(token: string): Buffer {
  return Buffer.from(hkdfSync("sha256", token, "", "form-draft", 32));
}

/** Encrypts with a key that only the visitor's browser holds: whoever reads the database, or a dump of it, learns nothing. */
export function seal(token: string, text: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(token), iv);
  return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when it was sealed with another secret, or changed */
export function unseal(token: string, sealed: Buffer): string {
  const decipher = createDecipheriv("aes-256-gcm", keyOf(token), sealed.subarray(0, IV_BYTES));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}
