import { X509Certificate, createPrivateKey } from "node:crypto";
import { expect, test } from "vitest";
import { createAuthority } from "./pki.ts";

test("a certificate is signed by its authority, names its subject as Kubernetes reads it, and fits its key", async () => {
  const authority = await createAuthority("authority");
  const issued = await authority.issue({
    commonName: "system:node:node",
    organization: "system:nodes",
    names: { dns: ["node"], addresses: ["10.77.1.2"] },
  });
  const certificate = new X509Certificate(issued.certificate);
  expect(certificate.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
  expect(certificate.subject.split("\n").sort()).toEqual(["CN=system:node:node", "O=system:nodes"]);
  expect(certificate.checkPrivateKey(createPrivateKey(issued.privateKey))).toBe(true);
  expect(certificate.checkHost("node")).toBe("node");
  expect(certificate.checkIP("10.77.1.2")).toBe("10.77.1.2");
  expect(certificate.checkIP("10.77.1.3")).toBeUndefined();
  expect(certificate.ca).toBe(false);
});

test("another authority's certificates are not this one's", async () => {
  const [one, other] = [await createAuthority("one"), await createAuthority("other")];
  const { certificate } = await other.issue({ commonName: "x" });
  expect(new X509Certificate(certificate).verify(new X509Certificate(one.certificate).publicKey)).toBe(false);
});
