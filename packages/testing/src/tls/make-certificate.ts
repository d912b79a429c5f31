import { randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const dayMilliseconds = 86_400_000;

/** What a TLS server proves itself with, and whom its clients must trust. */
export interface TestCertificate {
  readonly authorityPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** Makes a certificate of these names and addresses with an authority of its own, valid for a day. */
export async function makeCertificate(names: readonly string[]): Promise<TestCertificate> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const authorityKeys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const common = {
    notBefore: new Date(Date.now() - dayMilliseconds),
    notAfter: new Date(Date.now() + dayMilliseconds),
    signingAlgorithm: algorithm,
  };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...common,
    serialNumber: randomBytes(8).toString("hex"),
    name: "CN=test authority",
    keys: authorityKeys,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  const alternatives = names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value }) as const);
  const certificate = await x509.X509CertificateGenerator.create({
    ...common,
    serialNumber: randomBytes(8).toString("hex"),
    subject: "CN=test server",
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [new x509.SubjectAlternativeNameExtension(alternatives)],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return {
    authorityPem: authority.toString("pem"),
    certificatePem: certificate.toString("pem"),
    keyPem: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
  };
}
