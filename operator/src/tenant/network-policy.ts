import { isIP } from "node:net";
import { tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import type { NetworkPolicy } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { listEndpoints, locate, type Endpoint } from "../endpoints.ts";
import { buildTenantMetadata } from "../ownership.ts";
import type { AppliedObject } from "../resources.ts";
import type { DatabaseServerSettings, NameServers, Settings } from "../settings.ts";

type EgressRule = NonNullable<NonNullable<NetworkPolicy["spec"]>["egress"]>[number];
type Peer = NonNullable<EgressRule["to"]>[number];

/** Where clouds answer a machine's own questions, its credentials among them. No module has business there. */
const metadataAddresses = { ipv4: ["169.254.0.0/16"], ipv6: ["fe80::/10", "fd00:ec2::254/128"] } as const;

/** What a policy is made of. */
export interface PolicyInput {
  readonly settings: Pick<
    Settings,
    | "ingressNamespaces"
    | "ingressCidrs"
    | "nameServers"
    | "coreJwksUrl"
    | "coreKeysCidrs"
    | "databaseCidrs"
    | "egressUrl"
  >;
  readonly servers: readonly DatabaseServerSettings[];
  /** Some pod finds the names that it needs by asking for them. */
  readonly needsNameServers: boolean;
}

/**
 * Nothing comes in and nothing goes out, except: requests from the ingress controller, the door to the world, the Postgres servers, the
 * core's public keys, and name resolution where it is needed. One object, since policies only ever add to each other.
 */
export function buildNetworkPolicy(tenant: Readonly<Tenant>, input: PolicyInput): NetworkPolicy {
  const { settings, servers, needsNameServers } = input;
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
        ...(needsNameServers ? allowNameServers(settings.nameServers) : []),
        ...listEndpoints(settings, servers).map(allowEndpoint),
      ],
    },
  };
}

/** Whether a policy lets pods ask for names. */
export function allowsNameServers(policy: Readonly<AppliedObject> | undefined): boolean {
  const { egress = [] } = (policy?.spec ?? {}) as Partial<NonNullable<NetworkPolicy["spec"]>>;
  return egress.some(({ ports = [] }) => ports.some(({ protocol }) => protocol === "UDP"));
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

/**
 * An address is allowed by itself, a Service by its namespace and, where they are known, its pods (the port must be the pods'
 * own: policies see packets after the Service's translation). A name outside the cluster cannot be told in a policy: it is allowed by
 * the addresses that the settings give it, else by its port, and that it is no machine's metadata.
 */
function allowEndpoint({ host, port, podLabels, cidrs }: Endpoint): EgressRule {
  const ports = [{ protocol: "TCP", port }];
  const location = locate(host);
  switch (location.kind) {
    case "address":
      return { to: [selectAddresses(`${location.address}/${isIP(location.address) === 4 ? 32 : 128}`)], ports };
    case "service": {
      const pods = podLabels === undefined ? {} : { podSelector: { matchLabels: { ...podLabels } } };
      return { to: [{ ...selectNamespace(location.namespace), ...pods }], ports };
    }
    case "outside":
      return { to: cidrs.length > 0 ? cidrs.map(selectAddresses) : anywhere, ports };
  }
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
