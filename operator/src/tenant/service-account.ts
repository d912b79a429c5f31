import { tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import type { ServiceAccount } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { buildTenantMetadata } from "../ownership.ts";

/** Whom modules ran as before each instance had an account of its own. */
const formerModuleAccount = "module";

/**
 * The one account of all the tenant's pods, as 0.2.0 has it: without rights, and no token of it is mounted anywhere. Kept for this
 * release: a ReplicaSet of before makes no pod without it, and such pods serve until the new ones do. Since 0.3.0 nothing new uses it.
 */
export function buildServiceAccount(tenant: Readonly<Tenant>): ServiceAccount {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: buildTenantMetadata(tenant, formerModuleAccount, tenantNamespace(tenant.metadata.name)),
    automountServiceAccountToken: false,
  };
}
