// The certificate library expects this polyfill before its own import.
import "reflect-metadata";
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
import { generateKeyPairSync } from "node:crypto";
import type { webcrypto } from "node:crypto";

/** A certificate and its private key, both PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Who or what a certificate stands for. Kubernetes reads the common name as the user and organizations as groups. */
export interface Subject {
  readonly commonName: string;
  readonly organization?: string;
  /** Makes it a server's certificate too. */
  readonly names?: { readonly dns?: readonly string[]; readonly addresses?: readonly string[] };
}

/** A certificate authority of one cluster. */
export interface Authority extends CertificatePair {
  issue(subject: Subject): Promise<CertificatePair>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 24 * 3600 * 1000;

/** Makes an authority that signs for a year; its key never leaves the run folder of its cluster. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    keys,
    signingAlgorithm: algorithm,
    ...validity(),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  return {
    ...(await toPem(certificate, keys)),
    issue: (subject) => issue(subject, certificate, keys),
  };
}

async function issue(
  subject: Subject,
  issuer: X509Certificate,
  issuerKeys: webcrypto.CryptoKeyPair,
): Promise<CertificatePair> {
  const keys = await generateKeys();
  const { commonName, organization, names } = subject;
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${commonName}${organization === undefined ? "" : `,O=${organization}`}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: issuerKeys.privateKey,
    signingAlgorithm: algorithm,
    ...validity(),
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth, ...(names ? [ExtendedKeyUsage.serverAuth] : [])]),
      ...(names ? [alternativeNames(names)] : []),
    ],
  });
  return toPem(certificate, keys);
}

function alternativeNames({ dns = [], addresses = [] }: NonNullable<Subject["names"]>) {
  return new SubjectAlternativeNameExtension([
    ...dns.map((value) => ({ type: "dns" as const, value })),
    ...addresses.map((value) => ({ type: "ip" as const, value })),
  ]);
}

// An hour back: the machines of a trial may disagree about the time.
const validity = () => ({ notBefore: new Date(Date.now() - day / 24), notAfter: new Date(Date.now() + 365 * day) });

const generateKeys = () => crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);

async function toPem(certificate: X509Certificate, keys: webcrypto.CryptoKeyPair): Promise<CertificatePair> {
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const lines = pkcs8.match(/.{1,64}/g)?.join("\n") ?? "";
  return {
    certificate: `${certificate.toString("pem")}\n`,
    privateKey: `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`,
  };
}

/** The pair that signs and checks service account tokens. */
export function createTokenKeys(): { readonly publicKey: string; readonly privateKey: string } {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}
