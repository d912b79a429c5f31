/** What a pod is to a NetworkPolicy. */
export interface Endpoint {
  readonly namespace: string;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly podLabels: Readonly<Record<string, string>>;
}

interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    readonly values?: readonly string[];
  }[];
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly {
    readonly port?: number | string;
    readonly endPort?: number;
    readonly protocol?: string;
  }[];
}

/** A NetworkPolicy of networking.k8s.io/v1, as far as the evaluation needs it. */
export interface NetworkPolicy {
  readonly metadata: { readonly namespace?: string };
  readonly spec: {
    readonly podSelector?: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** A port of a destination pod: its number and, where it has one, its name. */
export interface Port {
  readonly number: number;
  readonly name?: string;
}

/**
 * Whether the policies let a connection from one pod to another begin, both ends agreeing, as Kubernetes defines it:
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/. An `ipBlock` never stands for a pod here.
 */
export function isConnectionAllowed(
  policies: readonly NetworkPolicy[],
  from: Endpoint,
  to: Endpoint,
  port: Port,
): boolean {
  return (
    isDirectionAllowed(policies, "Egress", from, to, port) && isDirectionAllowed(policies, "Ingress", to, from, port)
  );
}

/** Whether the policies let a pod ask any name server: whoever may ask carries data out in the names that it asks for. */
export function mayAskForNames(policies: readonly NetworkPolicy[], from: Endpoint): boolean {
  const selecting = policies.filter((policy) => isSelecting(policy, "Egress", from));
  if (selecting.length === 0) return true;
  const rules = selecting.flatMap(({ spec }) => spec.egress ?? []);
  // Without ports a rule lets everything through.
  return rules.some(({ ports = [] }) => ports.length === 0 || ports.some(({ protocol }) => protocol === "UDP"));
}

function isDirectionAllowed(
  policies: readonly NetworkPolicy[],
  direction: "Ingress" | "Egress",
  subject: Endpoint,
  peer: Endpoint,
  port: Port,
): boolean {
  const selecting = policies.filter((policy) => isSelecting(policy, direction, subject));
  if (selecting.length === 0) return true;
  return selecting.some((policy) => {
    const rules = (direction === "Ingress" ? policy.spec.ingress : policy.spec.egress) ?? [];
    return rules.some((rule) => {
      const peers = direction === "Ingress" ? rule.from : rule.to;
      return isPortMatching(rule, port) && (!peers?.length || peers.some((one) => isPeerMatching(one, policy, peer)));
    });
  });
}

function isSelecting({ metadata, spec }: NetworkPolicy, direction: string, subject: Endpoint): boolean {
  const types = spec.policyTypes ?? ["Ingress", ...(spec.egress ? ["Egress"] : [])];
  return (
    metadata.namespace === subject.namespace &&
    types.includes(direction) &&
    isMatching(spec.podSelector, subject.podLabels)
  );
}

function isPeerMatching(peer: Peer, policy: NetworkPolicy, other: Endpoint): boolean {
  if (peer.ipBlock) return false;
  const isNamespaceRight = peer.namespaceSelector
    ? isMatching(peer.namespaceSelector, other.namespaceLabels)
    : policy.metadata.namespace === other.namespace;
  return isNamespaceRight && isMatching(peer.podSelector, other.podLabels);
}

function isPortMatching({ ports }: Rule, wanted: Port): boolean {
  if (!ports?.length) return true;
  return ports.some(({ port, endPort, protocol = "TCP" }) => {
    if (protocol !== "TCP") return false;
    if (port === undefined) return true;
    if (typeof port === "string") return port === wanted.name;
    return wanted.number >= port && wanted.number <= (endPort ?? port);
  });
}

function isMatching(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
  const equal = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    equal &&
    (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
      }
    })
  );
}
