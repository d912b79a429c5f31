import { tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import type { ServiceAccount } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { buildTenantMetadata } from "../ownership.ts";

/** Whom modules run as. */
export const moduleServiceAccount = "module";

/** The account of the tenant's pods: without rights, and no token of it is mounted anywhere. */
export function buildServiceAccount(tenant: Readonly<Tenant>): ServiceAccount {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: buildTenantMetadata(tenant, moduleServiceAccount, tenantNamespace(tenant.metadata.name)),
    automountServiceAccountToken: false,
  };
}
