import { tenantNamespace, type HostClaim, type Module, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { keyOf } from "@tochka-rosta/controller-runtime";
import { hostOf, tenantNameOf } from "../caches.ts";
import type { OperatorContext } from "../context.ts";
import { resources, type AppliedObject, type Deployment, type Route } from "../resources.ts";

/** An instance and everything that bears on it, at one moment. Absence is an observation too. */
export interface ObservedInstance {
  readonly instance: Readonly<ModuleInstance>;
  readonly host: string;
  readonly tenant: Readonly<Tenant> | undefined;
  readonly module: Readonly<Module> | undefined;
  /** All instances of the tenant, this one included. */
  readonly siblings: readonly Readonly<ModuleInstance>[];
  /** Whoever holds the host. */
  readonly hostClaim: Readonly<HostClaim> | undefined;
  readonly deployment: Readonly<Deployment> | undefined;
  readonly service: Readonly<AppliedObject> | undefined;
  /** What leads the host to the module: an Ingress, or an HTTPRoute. */
  readonly route: Readonly<Route> | undefined;
}

/** Reads the caches; nothing is asked of the API server. */
export function observeInstance(
  { caches, settings }: Pick<OperatorContext, "caches" | "settings">,
  instance: Readonly<ModuleInstance>,
): ObservedInstance {
  const tenantName = tenantNameOf(instance);
  const key = keyOf(instance);
  const host = hostOf(instance, settings);
  return {
    instance,
    host,
    tenant: caches.tenants.get(tenantName),
    module: caches.modules.get(instance.spec.module),
    siblings: caches.moduleInstances.list(tenantNamespace(tenantName)),
    hostClaim: caches.hostClaims.get(host),
    deployment: caches.deployments.get(key),
    service: caches.children.get(resources.service)?.get(key),
    route: caches.routes.get(key),
  };
}
