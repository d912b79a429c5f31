import {
  labels,
  tenantNamespace,
  type HostClaim,
  type Module,
  type ModuleInstance,
  type Tenant,
} from "@tochka-rosta/crds";
import { isConditionTrue, keyOf, type CacheEvent, type WatchedResource } from "@tochka-rosta/controller-runtime";
import { asWatched, type Selections } from "../caches.ts";
import type { OperatorContext } from "../context.ts";
import type { Pod } from "../resources.ts";
import { wantsSubdomain } from "../tenant/subdomains.ts";
import { isStarting } from "./pods.ts";

/** Whose changes concern instances: their tenant, their module, the holder of their host, and their siblings. */
export function watchedResources({ caches }: OperatorContext, selections: Selections): WatchedResource[] {
  const keysIn = (namespace: string) => caches.moduleInstances.list(namespace).map(keyOf);
  const tenants = asWatched<Tenant>({
    ...selections.tenants,
    map: (tenant) => keysIn(tenantNamespace(tenant.metadata.name)),
    predicate: hasTenantChanged,
  });
  const modules = asWatched<Module>({
    ...selections.modules,
    map: (module) => caches.moduleInstances.byIndex("module", module.metadata.name).map(keyOf),
    predicate: ({ object, old }) => object.metadata.generation !== old?.metadata.generation,
  });
  const hostClaims = asWatched<HostClaim>({
    ...selections.hostClaims,
    map: (claim) => caches.moduleInstances.byIndex("host", claim.metadata.name).map(keyOf),
    // Our own writes to it change nothing here; that it is gone concerns its holder and those that wait for the host.
    predicate: ({ type }) => type === "deleted",
  });
  const siblings = asWatched<ModuleInstance>({
    ...selections.moduleInstances,
    map: (instance) => keysIn(instance.metadata.namespace ?? "").filter((key) => key !== keyOf(instance)),
    predicate: hasSubdomainChanged,
  });
  const pods = asWatched<Pod>({
    ...selections.pods,
    map: ({ metadata }) => [`${metadata.namespace ?? ""}/${metadata.labels?.[labels.instance] ?? ""}`],
    predicate: isNewlyStarting,
  });
  return [tenants, modules, hostClaims, siblings, pods];
}

function hasTenantChanged({ object, old }: CacheEvent<Tenant>): boolean {
  return (
    object.metadata.generation !== old?.metadata.generation ||
    object.metadata.deletionTimestamp !== old?.metadata.deletionTimestamp ||
    isConditionTrue(object.status?.conditions, "Ready") !== isConditionTrue(old?.status?.conditions, "Ready")
  );
}

/**
 * A pod has begun, or waits for something else than before: it may need the Secret, which is neither listed nor watched and is read
 * live then. A missing volume shows nowhere but in an Event that repeats, and the pod is waiting all that time.
 */
function isNewlyStarting({ object, old }: CacheEvent<Pod>): boolean {
  return isStarting(object) && (old === undefined || describeWaiting(object) !== describeWaiting(old));
}

function describeWaiting({ status }: Readonly<Pod>): string {
  const containers = status?.containerStatuses ?? [];
  return containers.map(({ state }) => state?.waiting?.reason ?? Object.keys(state ?? {}).join()).join();
}

/** A subdomain was taken or became free. */
function hasSubdomainChanged({ type, object, old }: CacheEvent<ModuleInstance>): boolean {
  if (type === "deleted") return true;
  const wants = (instance: Readonly<ModuleInstance> | undefined) => instance !== undefined && wantsSubdomain(instance);
  return wants(object) !== wants(old);
}
