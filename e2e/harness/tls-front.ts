import { createServer } from "node:https";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { makeTestCertificate, trustInChromium } from "./test-certificate.ts";

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
  const certificate = await makeTestCertificate(Object.keys(names));
  const server = createServer({ cert: certificate.chain, key: certificate.privateKey }, (incoming, outgoing) => {
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
    chromiumFlags: [`--host-resolver-rules=${rules.join(",")}`, trustInChromium(certificate)],
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
