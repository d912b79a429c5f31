import { Agent, buildConnector } from "undici";
import type { ClusterAddresses } from "./provided.ts";

/** Leads every name to the cluster's ingress controller, like a wildcard record would, and trusts the tests' authority. */
export function createIngressAgent({ ingress, authority }: Pick<ClusterAddresses, "ingress" | "authority">): Agent {
  const connect = buildConnector({ ca: authority, timeout: 10_000 });
  return new Agent({
    connect(options, callback) {
      const port = options.protocol === "https:" ? ingress.httpsPort : ingress.httpPort;
      // The name stays that of the site: TLS checks it.
      const servername = options.servername ?? options.hostname;
      connect({ ...options, hostname: ingress.host, port: String(port), servername }, callback);
    },
  });
}

/** The same for Chromium: names to the ingress controller, and no trust beyond this one certificate. */
export function chromiumRules(ingress: ClusterAddresses["ingress"], names: readonly string[]): string {
  const rules = names.flatMap((name) => [
    `MAP ${name}:443 ${ingress.host}:${ingress.httpsPort}`,
    `MAP ${name}:80 ${ingress.host}:${ingress.httpPort}`,
  ]);
  return `--host-resolver-rules=${rules.join(",")}`;
}
