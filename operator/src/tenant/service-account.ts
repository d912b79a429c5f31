import { tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import { buildTenantMetadata } from "../ownership.ts";
import type { AppliedObject } from "../resources.ts";

/** Whom modules run as. */
export const moduleServiceAccount = "module";

/** The account of the tenant's pods: without rights, and no token of it is mounted anywhere. */
export function buildServiceAccount(
  tenant: Readonly<Tenant>,
): AppliedObject & { automountServiceAccountToken: boolean } {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: buildTenantMetadata(tenant, moduleServiceAccount, tenantNamespace(tenant.metadata.name)),
    automountServiceAccountToken: false,
  };
}
