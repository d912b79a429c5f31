import type { ModuleInstance, Tenant } from "@tochka-rosta/crds";
import { buildInstanceMetadata } from "../ownership.ts";
import type { AppliedObject } from "../resources.ts";

/**
 * Leads the instance's host to it. No annotations: ingress controllers read configuration from them, and no text that a tenant
 * chose may come near that. The wildcard certificate is the ingress controller's default.
 */
export function buildIngress(
  instance: Readonly<ModuleInstance>,
  tenant: Readonly<Tenant>,
  site: { readonly host: string; readonly ingressClass: string },
): AppliedObject {
  const backend = { service: { name: instance.metadata.name, port: { name: "http" } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: buildInstanceMetadata(instance, tenant, instance.metadata.name),
    spec: {
      ingressClassName: site.ingressClass,
      rules: [{ host: site.host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
    },
  };
}
