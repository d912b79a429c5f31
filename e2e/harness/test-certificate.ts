import { createHash, X509Certificate } from "node:crypto";
import { createAuthority } from "../cluster/src/own/pki.ts";

/** A certificate for a server, signed by an authority made for it alone; everything in PEM. */
export interface TestCertificate {
  /** The authority that Node is told to trust. */
  readonly authority: string;
  /** What a server presents: its own certificate. */
  readonly chain: string;
  readonly privateKey: string;
  /** Base64 of the SHA-256 of the server's public key, by which Chromium is told to trust it. */
  readonly publicKeyHash: string;
}

/** Makes a certificate for these names, wildcards included. */
export async function makeTestCertificate(names: readonly string[]): Promise<TestCertificate> {
  const authority = await createAuthority("Tochka Rosta test authority");
  const { certificate, privateKey } = await authority.issue({
    commonName: "Tochka Rosta tests",
    names: { dns: names },
  });
  return {
    authority: authority.certificate,
    chain: certificate,
    privateKey,
    publicKeyHash: hashPublicKey(certificate),
  };
}

/** The flag by which Chromium trusts this certificate and no other beyond those it knows. */
export function trustInChromium({ publicKeyHash }: Pick<TestCertificate, "publicKeyHash">): string {
  return `--ignore-certificate-errors-spki-list=${publicKeyHash}`;
}

function hashPublicKey(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(key).digest("base64");
}
