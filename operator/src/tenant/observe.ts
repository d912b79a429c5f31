import { tenantNamespace, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import type { RequestOptions } from "@tochka-rosta/controller-runtime";
import type { OperatorContext } from "../context.ts";
import { resources, type Namespace } from "../resources.ts";

/** A tenant and everything that bears on it, at one moment. */
export interface ObservedTenant {
  readonly tenant: Readonly<Tenant>;
  /** The namespace of the tenant's name, whosever it is. */
  readonly namespace: Readonly<Namespace> | undefined;
  readonly instances: readonly Readonly<ModuleInstance>[];
}

/**
 * Reads the caches. A namespace that the cache does not know is looked for live: the cache holds only ours, and somebody else's
 * must not be taken over.
 */
export async function observeTenant(
  { caches, client }: Pick<OperatorContext, "caches" | "client">,
  tenant: Readonly<Tenant>,
  options: RequestOptions,
): Promise<ObservedTenant> {
  const name = tenantNamespace(tenant.metadata.name);
  return {
    tenant,
    namespace: caches.namespaces.get(name) ?? (await client.get(resources.namespace, { name }, options)),
    instances: caches.moduleInstances.list(name),
  };
}
