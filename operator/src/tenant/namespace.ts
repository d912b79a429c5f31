import { tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import { buildTenantMetadata } from "../ownership.ts";
import type { Namespace } from "../resources.ts";

/** The tenant's namespace. Pods that ask for more than the restricted profile are refused there (Pod Security Admission). */
export function buildNamespace(tenant: Readonly<Tenant>): Namespace {
  const metadata = buildTenantMetadata(tenant, tenantNamespace(tenant.metadata.name));
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      ...metadata,
      labels: {
        ...metadata.labels,
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
      },
    },
  };
}
