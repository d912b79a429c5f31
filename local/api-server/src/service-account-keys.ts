import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasTexts, type NoticeListener, readOrSetAside } from "@tochka-rosta/testing";

/** What tokens of service accounts are signed with. */
export interface ServiceAccountKeys {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const fileName = "service-account-key.json";

/** Reads the key of the data directory, or makes it once, readable by its owner only: tokens stay good over a restart. */
export async function loadServiceAccountKeys(
  directory: string,
  onNotice?: NoticeListener,
): Promise<ServiceAccountKeys> {
  const file = join(directory, fileName);
  const known = await readOrSetAside(file, checkKey, onNotice);
  if (known) return known;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keyPem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  await writeFile(`${file}.new`, JSON.stringify({ keyPem }), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return describeKey(privateKey);
}

function checkKey(value: unknown): ServiceAccountKeys | undefined {
  if (!hasTexts(value, ["keyPem"])) return undefined;
  try {
    const key = createPrivateKey(value.keyPem);
    return key.asymmetricKeyType === "rsa" ? describeKey(key) : undefined;
  } catch {
    return undefined; // No PEM of a key.
  }
}

/** The key id as servers make it: the SHA-256 of the public key. */
function describeKey(privateKey: KeyObject): ServiceAccountKeys {
  const publicKey = createPublicKey(privateKey);
  const encoded = publicKey.export({ type: "spki", format: "der" });
  return { keyId: createHash("sha256").update(encoded).digest("base64url"), privateKey, publicKey };
}
