import { stringify } from "yaml";

/** The text of a kubeconfig with the token and the authority in it. */
export function renderKubeconfig(url: string, caPem: string, token: string): string {
  const name = "tochka-rosta-local";
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: url, "certificate-authority-data": Buffer.from(caPem).toString("base64") } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}
