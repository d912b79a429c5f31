import { tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import type { RoleBinding } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { buildTenantMetadata } from "../ownership.ts";
import type { Settings } from "../settings.ts";

/** The one ClusterRole that the operator may bind; the chart defines it. */
export const operatorTenantRole = "tochka-rosta-operator-tenant";

/** The operator's rights in this namespace: outside tenant namespaces it cannot write, and Secrets it reads only here. */
export function buildRoleBinding(
  tenant: Readonly<Tenant>,
  { leaseNamespace }: Pick<Settings, "leaseNamespace">,
): RoleBinding {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: buildTenantMetadata(tenant, operatorTenantRole, tenantNamespace(tenant.metadata.name)),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: operatorTenantRole },
    subjects: [{ kind: "ServiceAccount", name: "tochka-rosta-operator", namespace: leaseNamespace }],
  };
}
