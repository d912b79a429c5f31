import type { ModuleInstance, Tenant } from "@tochka-rosta/crds";
import type { Ingress } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { buildInstanceMetadata } from "../ownership.ts";
import type { Routing, Tls } from "../routing.ts";
import { wildcardSecretName } from "../tenant/certificate.ts";

/** cert-manager makes a certificate for every Ingress that names an issuer. */
const clusterIssuerAnnotation = "cert-manager.io/cluster-issuer";

/**
 * Leads the instance's host to it. Ingress controllers read configuration from annotations, and no text that a tenant chose may
 * come near that: the only annotation there can be holds a setting of the operator.
 */
export function buildIngress(
  instance: Readonly<ModuleInstance>,
  tenant: Readonly<Tenant>,
  host: string,
  { ingressClass, tls }: Extract<Routing, { kind: "Ingress" }>,
): Ingress {
  const { name } = instance.metadata;
  const backend = { service: { name, port: { name: "http" } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      ...buildInstanceMetadata(instance, tenant, name),
      ...(tls.mode === "perHost" && { annotations: { [clusterIssuerAnnotation]: tls.clusterIssuer } }),
    },
    spec: {
      ingressClassName: ingressClass,
      ...(tls.mode !== "none" && { tls: [{ hosts: [host], ...chooseSecret(tls, name) }] }),
      rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
    },
  };
}

/** A host under `tls` without a Secret is served with the controller's default certificate. */
function chooseSecret({ mode }: Tls, instance: string): { secretName?: string } {
  if (mode === "perHost") return { secretName: `${instance}-tls` };
  return mode === "perTenantWildcard" ? { secretName: wildcardSecretName } : {};
}
