import { tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import { buildTenantMetadata } from "../ownership.ts";
import type { AppliedObject } from "../resources.ts";

/** The Secret that a tenant's wildcard certificate is kept in; all its Ingresses name it. */
export const wildcardSecretName = "wildcard-tls";

/**
 * A tenant's own wildcard certificate, for cert-manager to get. An object of its own rather than an annotation of some Ingress:
 * it belongs to the tenant, so it is asked for once and stays whichever site is switched off.
 */
export function buildCertificate(tenant: Readonly<Tenant>, domain: string, clusterIssuer: string): AppliedObject {
  const own = `${tenant.metadata.name}.${domain}`;
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: buildTenantMetadata(tenant, wildcardSecretName, tenantNamespace(tenant.metadata.name)),
    spec: {
      secretName: wildcardSecretName,
      // A wildcard does not cover the name that it hangs on.
      dnsNames: [`*.${own}`, own],
      issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: clusterIssuer },
    },
  };
}
