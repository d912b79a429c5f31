import { apiServerPort } from "./settings.ts";
import type { CertificatePair } from "./pki.ts";

/** Who calls: by certificate, as the cluster's parts do, or by token, which every client of ours understands. */
export type Caller = CertificatePair | { readonly token: string };

/** A kubeconfig as text (JSON is YAML). */
export function buildKubeconfig(name: string, nodeAddress: string, ca: string, caller: Caller): string {
  const encode = (text: string) => Buffer.from(text).toString("base64");
  const user =
    "token" in caller
      ? { token: caller.token }
      : {
          "client-certificate-data": encode(caller.certificate),
          "client-key-data": encode(caller.privateKey),
        };
  const server = `https://${nodeAddress}:${apiServerPort}`;
  const document = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": encode(ca) } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
