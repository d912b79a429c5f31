import { isIP } from "node:net";
import { tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import { buildTenantMetadata } from "../ownership.ts";
import type { AppliedObject } from "../resources.ts";
import type { DatabaseServerSettings, Settings } from "../settings.ts";

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * Nothing comes in and nothing goes out, except: requests from the ingress controller, name resolution, the Postgres servers,
 * and the core's public keys. One object, since policies only ever add to each other.
 */
export function buildNetworkPolicy(
  tenant: Readonly<Tenant>,
  settings: Pick<Settings, "ingressNamespaces" | "coreJwksUrl">,
  servers: readonly DatabaseServerSettings[],
): AppliedObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: buildTenantMetadata(tenant, "tenant", tenantNamespace(tenant.metadata.name)),
    spec: {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: settings.ingressNamespaces.map(selectNamespace), ports: [{ protocol: "TCP", port: "http" }] }],
      egress: [
        {
          to: [selectNamespace("kube-system")],
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
        ...[...servers, endpointOf(settings.coreJwksUrl)].map(allowEndpoint),
      ],
    },
  };
}

function endpointOf(url: string): Endpoint {
  const { hostname, port, protocol } = new URL(url);
  const fallback = protocol === "https:" ? 443 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? fallback : Number(port) };
}

/**
 * An address is allowed by itself, a Service by its namespace (its port must be the pods' own: policies see packets after the
 * Service's translation). A name outside the cluster cannot be told in a policy; only its port narrows it.
 */
function allowEndpoint({ host, port }: Endpoint): object {
  const ports = [{ protocol: "TCP", port }];
  const address = host === "localhost" ? "127.0.0.1" : host;
  const version = isIP(address);
  if (version !== 0) return { to: [{ ipBlock: { cidr: `${address}/${version === 4 ? 32 : 128}` } }], ports };
  const namespace = /^[^.]+\.([^.]+)\.svc(\.|$)/.exec(host)?.[1];
  return namespace === undefined ? { ports } : { to: [selectNamespace(namespace)], ports };
}

function selectNamespace(name: string): object {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}
