// The certificate library expects this polyfill before its own import.
import "reflect-metadata";
import { createHash } from "node:crypto";
import type { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { X509Certificate } from "@peculiar/x509";

/** A certificate for a day, signed by an authority made for it alone; everything in PEM. */
export interface TestCertificate {
  /** The authority that Node is told to trust. */
  readonly authority: string;
  /** What a server presents: its own certificate. */
  readonly chain: string;
  readonly privateKey: string;
  /** Base64 of the SHA-256 of the server's public key, by which Chromium is told to trust it. */
  readonly publicKeyHash: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Makes a certificate for these names, wildcards included. */
export async function makeTestCertificate(names: readonly string[]): Promise<TestCertificate> {
  const authorityKeys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const serverKeys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  // Clocks of virtual machines may differ by a little.
  const notBefore = new Date(Date.now() - 3600_000);
  const notAfter = new Date(Date.now() + 24 * 3600_000);
  const issuer = "CN=Tochka Rosta test authority";
  const authority = await X509CertificateGenerator.createSelfSigned({
    name: issuer,
    keys: authorityKeys,
    signingAlgorithm: algorithm,
    notBefore,
    notAfter,
    extensions: [new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)],
  });
  const certificate = await X509CertificateGenerator.create({
    subject: "CN=Tochka Rosta tests",
    issuer,
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: algorithm,
    notBefore,
    notAfter,
    extensions: [
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns", value }))),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    ],
  });
  return {
    authority: authority.toString("pem"),
    chain: certificate.toString("pem"),
    privateKey: await toPem(serverKeys.privateKey),
    publicKeyHash: hashPublicKey(certificate),
  };
}

/** The flag by which Chromium trusts this certificate and no other beyond those it knows. */
export function trustInChromium({ publicKeyHash }: Pick<TestCertificate, "publicKeyHash">): string {
  return `--ignore-certificate-errors-spki-list=${publicKeyHash}`;
}

function hashPublicKey(certificate: X509Certificate): string {
  return createHash("sha256").update(Buffer.from(certificate.publicKey.rawData)).digest("base64");
}

async function toPem(key: webcrypto.CryptoKey): Promise<string> {
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${pkcs8.match(/.{1,64}/g)?.join("\n")}\n-----END PRIVATE KEY-----\n`;
}
