import type { HostTemplate } from "@tochka-rosta/crds";
import type { Reader } from "./environment.ts";

/** The one Gateway that all sites hang on; it ends TLS. */
export interface GatewayReference {
  readonly namespace: string;
  readonly name: string;
  /** The listener; absent: whichever fits. */
  readonly sectionName?: string;
}

/** Whose certificate a site's visitors see. Whoever issues it is named by settings, never by a tenant. */
export type Tls =
  /** TLS ends somewhere else, or nowhere. */
  | { readonly mode: "none" }
  /** The ingress controller's default certificate, a wildcard issued beforehand. */
  | { readonly mode: "wildcardSecret" }
  /** cert-manager issues a wildcard for each tenant, or a certificate for each host. */
  | { readonly mode: "perTenantWildcard" | "perHost"; readonly clusterIssuer: string };

/** How hosts lead to modules. */
export type Routing =
  | { readonly kind: "Ingress"; readonly ingressClass: string; readonly tls: Tls }
  | { readonly kind: "HTTPRoute"; readonly gateway: GatewayReference };

export const routingKinds = ["Ingress", "HTTPRoute"] as const;
export type RoutingKind = (typeof routingKinds)[number];

const tlsModes = ["wildcardSecret", "perTenantWildcard", "perHost", "none"] as const;

interface Addresses {
  readonly hostTemplate: HostTemplate;
  readonly publicScheme: "http" | "https";
}

/** Reads how hosts lead to modules, and refuses settings that contradict each other. */
export function readRouting(read: Reader, addresses: Addresses): Routing {
  const kind = read.oneOf("ROUTING_KIND", routingKinds, "Ingress");
  const gatewayText = read.optional("GATEWAY");
  if (kind === "Ingress") {
    if (gatewayText !== undefined) read.report("GATEWAY", "is only for ROUTING_KIND=HTTPRoute");
    return { kind, ingressClass: read.text("INGRESS_CLASS", "tochka-rosta"), tls: readTls(read, addresses) };
  }
  const { mode } = readTls(read, addresses);
  if (mode === "perTenantWildcard" || mode === "perHost") {
    read.report("TLS_MODE", `${mode} is for ROUTING_KIND=Ingress: with HTTPRoute the Gateway holds the certificates`);
  }
  return { kind, gateway: readGateway(read, gatewayText) };
}

function readGateway(read: Reader, text = ""): GatewayReference {
  const [namespace = "", name = "", sectionName, ...rest] = text.split("/");
  const parts = [namespace, name, sectionName ?? "any"];
  if (rest.length > 0 || !parts.every((part) => /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(part))) {
    read.report("GATEWAY", "must be namespace/name or namespace/name/listener of the Gateway that serves the sites");
  }
  return { namespace, name, ...(sectionName !== undefined && { sectionName }) };
}

function readTls(read: Reader, { hostTemplate, publicScheme }: Addresses): Tls {
  const mode = read.oneOf("TLS_MODE", tlsModes, publicScheme === "https" ? "wildcardSecret" : "none");
  const issuer = read.optional("TLS_CLUSTER_ISSUER");
  const isNested = hostTemplate === "{prefix}.{tenant}.{domain}";
  if (mode !== "none" && publicScheme === "http") {
    read.report("TLS_MODE", `${mode} needs PUBLIC_SCHEME=https`);
  } else if (mode === "wildcardSecret" && isNested) {
    const ways = "perTenantWildcard, perHost, or none where TLS ends elsewhere";
    read.report("TLS_MODE", `one wildcard certificate does not cover HOST_TEMPLATE ${hostTemplate}: choose ${ways}`);
  } else if (mode === "perTenantWildcard" && !isNested) {
    read.report("TLS_MODE", "perTenantWildcard is for HOST_TEMPLATE {prefix}.{tenant}.{domain}; choose wildcardSecret");
  }
  // An issuer may be set all the same: whoever deploys us may use it for certificates of the platform itself.
  if (mode === "none" || mode === "wildcardSecret") return { mode };
  if (issuer === undefined) read.report("TLS_CLUSTER_ISSUER", `must name a ClusterIssuer for TLS_MODE=${mode}`);
  return { mode, clusterIssuer: issuer ?? "" };
}
