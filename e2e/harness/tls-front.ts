// The certificate library expects this polyfill before its own import.
import "reflect-metadata";
import { createServer } from "node:https";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";

/** A TLS server that shows the platform's hosts under other names, so that browsers treat them as real domains. */
export interface TlsFront {
  readonly port: number;
  /** What Chromium needs to be told so that the names lead here. */
  readonly chromiumFlags: readonly string[];
  stop(): Promise<void>;
}

/**
 * Serves each given name over TLS from the local host it stands for, e.g. `{ "shop--a.sites.test": "shop--a.localhost:3000" }`.
 * The Host header is rewritten, and an Origin of that name with it; cookies pass untouched.
 */
export async function startTlsFront(names: Readonly<Record<string, string>>): Promise<TlsFront> {
  const { certificate, privateKey } = await makeCertificate(Object.keys(names));
  const server = createServer({ cert: certificate, key: privateKey }, (incoming, outgoing) => {
    const target = names[(incoming.headers.host ?? "").split(":")[0] ?? ""];
    if (!target) return void outgoing.writeHead(421).end();
    const headers = {
      ...incoming.headers,
      host: target,
      ...(incoming.headers.origin && { origin: `http://${target}` }),
    };
    const options = {
      host: "127.0.0.1",
      port: target.split(":")[1],
      method: incoming.method,
      path: incoming.url,
      headers,
    };
    const onward = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const rules = Object.keys(names).map((name) => `MAP ${name}:443 127.0.0.1:${port}`);
  return {
    port,
    chromiumFlags: [`--host-resolver-rules=${rules.join(",")}`],
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function makeCertificate(names: readonly string[]): Promise<{ certificate: string; privateKey: string }> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=Tochka Rosta tests",
    keys,
    signingAlgorithm: algorithm,
    notAfter: new Date(Date.now() + 24 * 3600 * 1000),
    extensions: [new SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns", value })))],
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const privateKey = `-----BEGIN PRIVATE KEY-----\n${pkcs8.match(/.{1,64}/g)?.join("\n")}\n-----END PRIVATE KEY-----\n`;
  return { certificate: certificate.toString("pem"), privateKey };
}
