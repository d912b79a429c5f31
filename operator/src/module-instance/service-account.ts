import { moduleAccountName, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import type { ServiceAccount } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { buildInstanceMetadata } from "../ownership.ts";

/**
 * Whom the instance's pods run as: one account each, so that a token of one says nothing for a neighbour of the same tenant. It has no
 * rights, and no token of it is mounted but the one that the Deployment projects.
 */
export function buildServiceAccount(instance: Readonly<ModuleInstance>, tenant: Readonly<Tenant>): ServiceAccount {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: buildInstanceMetadata(instance, tenant, moduleAccountName(instance.metadata.name)),
    automountServiceAccountToken: false,
  };
}
