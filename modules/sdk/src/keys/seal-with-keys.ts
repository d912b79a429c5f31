import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { KeyRing } from "@tochka-rosta/service/keys";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;
/** Form of the envelope: `k1.<version of the key>.<base64url of nonce, ciphertext and tag>`. */
const form = "k1";

/** What a sealed text belongs to. It opens for nothing else: a row copied to another site or into another field stays closed. */
export interface SealScope {
  /** `uid` of the instance. */
  readonly instance: string;
  /** What the text is for, such as `payment-key`: the same when sealing and opening. */
  readonly purpose: string;
}

/** Encrypts with the ring's current key. The same text gives another envelope each time. */
export function sealWithKeys(ring: KeyRing, scope: SealScope, text: string): string {
  const key = ring.keys.get(ring.current);
  if (key === undefined) throw new Error("the key ring has no current key");
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  cipher.setAAD(bindingOf(ring.current, scope));
  const sealed = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${form}.${ring.current}.${sealed.toString("base64url")}`;
}

/** The text; undefined when it was sealed with a key that is not in the ring, for something else, or changed since. */
export function openWithKeys(ring: KeyRing, scope: SealScope, envelope: string): string | undefined {
  const [kind, version = "", payload = "", ...rest] = envelope.split(".");
  const key = ring.keys.get(version);
  const sealed = Buffer.from(payload, "base64url");
  if (kind !== form || rest.length > 0 || key === undefined || sealed.length < ivBytes + tagBytes) return undefined;
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(bindingOf(version, scope));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return decipher.update(sealed.subarray(ivBytes, -tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return undefined; // Another key under this version, another scope, or bytes that were changed: it cannot be told which.
  }
}

/** JSON, so that no purpose can be written to look like another instance's. */
function bindingOf(version: string, { instance, purpose }: SealScope): Buffer {
  return Buffer.from(JSON.stringify([form, version, instance, purpose]), "utf8");
}
