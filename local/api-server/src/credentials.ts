import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import "reflect-metadata";
import { hasTexts, type NoticeListener, readOrSetAside } from "@tochka-rosta/testing";
import * as x509 from "@peculiar/x509";

/** What the server proves itself with, and the token that it asks for. */
export interface Credentials {
  readonly caPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly token: string;
}

const FILE = "credentials.json";
const YEARS = 10;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/**
 * Reads the credentials of the data directory, or makes them once; the file is readable by its owner only. Damaged or expired ones are set
 * aside: the kubeconfig is written at each start, so new ones cost nothing but copies of the old one.
 */
export async function loadCredentials(directory: string, onNotice?: NoticeListener): Promise<Credentials> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, FILE);
  const known = await readOrSetAside(file, checkCredentials, onNotice);
  if (known) return known;
  const credentials = await makeCredentials();
  await writeFile(`${file}.new`, JSON.stringify(credentials), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return credentials;
}

function checkCredentials(value: unknown): Credentials | undefined {
  if (!hasTexts(value, ["caPem", "certificatePem", "keyPem", "token"])) return undefined;
  const { caPem, certificatePem, keyPem, token } = value;
  try {
    const certificate = new X509Certificate(certificatePem);
    const isOurs = certificate.verify(new X509Certificate(caPem).publicKey);
    const isUsable = isOurs && certificate.checkPrivateKey(createPrivateKey(keyPem));
    const isValid = certificate.validToDate.getTime() > Date.now();
    return isUsable && isValid ? { caPem, certificatePem, keyPem, token } : undefined;
  } catch {
    return undefined; // One of the three is no PEM, or not of its kind.
  }
}

async function makeCredentials(): Promise<Credentials> {
  const validity = {
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + YEARS * 31_536_000_000),
  };
  const caKeys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const serverKeys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: randomBytes(8).toString("hex"),
    name: "CN=tochka-rosta-local-ca",
    keys: caKeys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity,
    serialNumber: randomBytes(8).toString("hex"),
    subject: "CN=tochka-rosta-local-api-server",
    issuer: ca.subject,
    publicKey: serverKeys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: await serverExtensions(caKeys.publicKey),
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", serverKeys.privateKey));
  return {
    caPem: ca.toString("pem"),
    certificatePem: certificate.toString("pem"),
    keyPem: x509.PemConverter.encode(key, "PRIVATE KEY"),
    token: randomBytes(32).toString("base64url"),
  };
}

async function serverExtensions(caKey: x509.PublicKeyType): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension([
      { type: "ip", value: "127.0.0.1" },
      { type: "dns", value: "localhost" },
      { type: "dns", value: "kubernetes.default.svc" },
    ]),
    await x509.AuthorityKeyIdentifierExtension.create(caKey),
  ];
}
