import { isIP } from "node:net";
import { tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import type { NetworkPolicy } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { buildTenantMetadata } from "../ownership.ts";
import type { DatabaseServerSettings, NameServers, Settings } from "../settings.ts";

type EgressRule = NonNullable<NonNullable<NetworkPolicy["spec"]>["egress"]>[number];
type Peer = NonNullable<EgressRule["to"]>[number];

interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Narrows a Service's namespace to the pods behind it. */
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
}

/** Where clouds answer a machine's own questions, its credentials among them. No module has business there. */
const metadataAddresses = { ipv4: ["169.254.0.0/16"], ipv6: ["fe80::/10", "fd00:ec2::254/128"] } as const;

/**
 * Nothing comes in and nothing goes out, except: requests from the ingress controller, name resolution, the Postgres servers,
 * and the core's public keys. One object, since policies only ever add to each other.
 */
export function buildNetworkPolicy(
  tenant: Readonly<Tenant>,
  settings: Pick<Settings, "ingressNamespaces" | "ingressCidrs" | "nameServers" | "coreJwksUrl">,
  servers: readonly DatabaseServerSettings[],
): NetworkPolicy {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: buildTenantMetadata(tenant, "tenant", tenantNamespace(tenant.metadata.name)),
    spec: {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [...settings.ingressNamespaces.map(selectNamespace), ...settings.ingressCidrs.map(selectAddresses)],
          ports: [{ protocol: "TCP", port: "http" }],
        },
      ],
      egress: [
        ...allowNameServers(settings.nameServers),
        ...servers.map(allowEndpoint),
        allowEndpoint(coreEndpoint(settings.coreJwksUrl)),
      ],
    },
  };
}

function allowNameServers({ namespaces, ports, cidrs }: NameServers): EgressRule[] {
  const overBoth = (port: number) => [
    { protocol: "UDP", port },
    { protocol: "TCP", port },
  ];
  return [
    { to: namespaces.map(selectNamespace), ports: ports.flatMap(overBoth) },
    ...(cidrs.length > 0 ? [{ to: cidrs.map(selectAddresses), ports: overBoth(53) }] : []),
  ];
}

/** The core's pods carry its Service's name, as everything in the chart does. */
function coreEndpoint(url: string): Endpoint {
  const { hostname, port, protocol } = new URL(url);
  const fallback = protocol === "https:" ? 443 : 80;
  const host = hostname.replace(/^\[|\]$/g, "");
  return {
    host,
    port: port === "" ? fallback : Number(port),
    podLabels: { "app.kubernetes.io/name": host.split(".")[0] ?? "" },
  };
}

/**
 * An address is allowed by itself, a Service by its namespace and, where they are known, its pods (the port must be the pods'
 * own: policies see packets after the Service's translation). A name outside the cluster cannot be told in a policy; only its
 * port narrows it, and that it is no machine's metadata.
 */
function allowEndpoint({ host, port, podLabels }: Endpoint): EgressRule {
  const ports = [{ protocol: "TCP", port }];
  const address = host === "localhost" ? "127.0.0.1" : host;
  const version = isIP(address);
  if (version !== 0) return { to: [{ ipBlock: { cidr: `${address}/${version === 4 ? 32 : 128}` } }], ports };
  const namespace = /^[^.]+\.([^.]+)\.svc(\.|$)/.exec(host)?.[1];
  if (namespace === undefined) return { to: anywhere, ports };
  const pods = podLabels === undefined ? {} : { podSelector: { matchLabels: { ...podLabels } } };
  return { to: [{ ...selectNamespace(namespace), ...pods }], ports };
}

const anywhere: Peer[] = [
  { ipBlock: { cidr: "0.0.0.0/0", except: [...metadataAddresses.ipv4] } },
  { ipBlock: { cidr: "::/0", except: [...metadataAddresses.ipv6] } },
];

function selectNamespace(name: string): Peer {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}

function selectAddresses(cidr: string): Peer {
  return { ipBlock: { cidr } };
}
