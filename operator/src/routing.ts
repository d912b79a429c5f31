import type { HostTemplate } from "@tochka-rosta/crds";
import type { ReportProblem } from "@tochka-rosta/service/settings";

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

export const tlsModes = ["wildcardSecret", "perTenantWildcard", "perHost", "none"] as const;

/** What a Gateway is named by in settings. */
export const gatewayForm = "namespace/name or namespace/name/listener of the Gateway that serves the sites";

/** The settings that routing follows from. */
export interface RoutingSettings {
  readonly hostTemplate: HostTemplate;
  readonly publicScheme: "http" | "https";
  readonly routingKind: RoutingKind;
  readonly ingressClass: string;
  readonly gateway: string | undefined;
  readonly tlsMode: Tls["mode"] | undefined;
  readonly tlsClusterIssuer: string | undefined;
}

/** Decides how hosts lead to modules, and reports settings that contradict each other. */
export function planRouting(settings: RoutingSettings, report: ReportProblem): Routing {
  const { routingKind: kind, gateway } = settings;
  const tls = planTls(settings, report);
  if (kind === "Ingress") {
    if (gateway !== undefined) report("GATEWAY", "is only for ROUTING_KIND=HTTPRoute");
    return { kind, ingressClass: settings.ingressClass, tls };
  }
  if (tls.mode === "perTenantWildcard" || tls.mode === "perHost") {
    report("TLS_MODE", `${tls.mode} is for ROUTING_KIND=Ingress: with HTTPRoute the Gateway holds the certificates`);
  }
  return { kind, gateway: parseGateway(gateway ?? "", report) };
}

function parseGateway(text: string, report: ReportProblem): GatewayReference {
  const [namespace = "", name = "", sectionName, ...rest] = text.split("/");
  const parts = [namespace, name, sectionName ?? "any"];
  if (rest.length > 0 || !parts.every((part) => /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(part))) {
    report("GATEWAY", `must be ${gatewayForm}`);
  }
  return { namespace, name, ...(sectionName !== undefined && { sectionName }) };
}

function planTls(settings: RoutingSettings, report: ReportProblem): Tls {
  const { hostTemplate, publicScheme, tlsClusterIssuer: issuer } = settings;
  const mode = settings.tlsMode ?? (publicScheme === "https" ? "wildcardSecret" : "none");
  const isNested = hostTemplate === "{prefix}.{tenant}.{domain}";
  if (mode !== "none" && publicScheme === "http") {
    report("TLS_MODE", `${mode} needs PUBLIC_SCHEME=https`);
  } else if (mode === "wildcardSecret" && isNested) {
    const ways = "perTenantWildcard, perHost, or none where TLS ends elsewhere";
    report("TLS_MODE", `one wildcard certificate does not cover HOST_TEMPLATE ${hostTemplate}: choose ${ways}`);
  } else if (mode === "perTenantWildcard" && !isNested) {
    report("TLS_MODE", "perTenantWildcard is for HOST_TEMPLATE {prefix}.{tenant}.{domain}; choose wildcardSecret");
  }
  // An issuer may be set all the same: the platform's own certificates may need it.
  if (mode === "none" || mode === "wildcardSecret") return { mode };
  if (issuer === undefined) report("TLS_CLUSTER_ISSUER", `must name a ClusterIssuer for TLS_MODE=${mode}`);
  return { mode, clusterIssuer: issuer ?? "" };
}
