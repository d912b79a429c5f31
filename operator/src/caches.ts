import {
  buildHost,
  identityOf,
  tenantOfNamespace,
  type HostClaim,
  type Module,
  type ModuleInstance,
  type Tenant,
} from "@tochka-rosta/crds";
import type {
  Cache,
  CacheContents,
  CacheSelection,
  KubernetesObject,
  ResourceType,
  WatchedResource,
} from "@tochka-rosta/controller-runtime";
import { isReplacingPods, replacingIndex, runningIndex } from "./rollout-state.ts";
import { managedSelector } from "./ownership.ts";
import {
  resources,
  routeResources,
  type AppliedObject,
  type Deployment,
  type Route,
  type Namespace,
  type Pod,
} from "./resources.ts";
import type { Routing } from "./routing.ts";
import type { Settings } from "./settings.ts";

type Selection<T extends KubernetesObject> = CacheSelection<T> & CacheContents<T>;

/** Which objects are held in memory, and what of them. Secrets never are: they are read live, one at a time. */
export function createSelections(settings: Pick<Settings, "hostTemplate" | "domain" | "routing">) {
  const { routing } = settings;
  return {
    tenants: {
      resource: resources.tenant,
      indexes: { identity: (tenant) => [identityOf(tenant)] },
    } satisfies Selection<Tenant>,
    modules: { resource: resources.module } satisfies Selection<Module>,
    moduleInstances: {
      resource: resources.moduleInstance,
      indexes: {
        module: (instance) => [instance.spec.module],
        host: (instance) => [hostOf(instance, settings)],
        databaseServer: ({ status }) => (status?.database === undefined ? [] : [status.database.server]),
      },
    } satisfies Selection<ModuleInstance>,
    hostClaims: { resource: resources.hostClaim } satisfies Selection<HostClaim>,
    namespaces: managed<Namespace>(resources.namespace, ["status"]),
    resourceQuotas: managed(resources.resourceQuota),
    limitRanges: managed(resources.limitRange),
    networkPolicies: managed(resources.networkPolicy),
    serviceAccounts: managed(resources.serviceAccount),
    roleBindings: managed(resources.roleBinding),
    configMaps: managed(resources.configMap),
    deployments: {
      ...managed<Deployment>(resources.deployment, ["status"]),
      indexes: {
        [replacingIndex]: (deployment) => (isReplacingPods(deployment) ? ["yes"] : []),
        [runningIndex]: ({ spec }) => ((spec?.replicas ?? 0) > 0 ? ["yes"] : []),
      },
    } satisfies Selection<Deployment>,
    services: managed(resources.service),
    /** Of modules, cut down to what says why one does not come up. */
    pods: { resource: resources.pod, labelSelector: managedSelector, project: projectPod } satisfies Selection<Pod>,
    /** Of the kind that is used: the other's definition need not even be installed. */
    routes: managed<Route>(routeResources[routing.kind], routing.kind === "HTTPRoute" ? ["status"] : []),
    /** Certificates of tenants, where they have their own. */
    certificates: needsCertificates(routing) ? managed(resources.certificate) : undefined,
  };
}

/** Whether each tenant has a wildcard certificate of its own. */
export function needsCertificates(routing: Routing): boolean {
  return routing.kind === "Ingress" && routing.tls.mode === "perTenantWildcard";
}

export type Selections = ReturnType<typeof createSelections>;
export type OperatorCaches = ReturnType<typeof openCaches>;

/** What reconciles read of a cache. */
export type CacheReader<T extends KubernetesObject = KubernetesObject> = Pick<Cache<T>, "get" | "list" | "byIndex">;

/** Where caches come from: a manager, or one moment (`snapshot.ts`). */
export interface CacheSource {
  for<T extends KubernetesObject>(selection: CacheSelection<T> & CacheContents<T>): CacheReader<T>;
}

/** The caches of all selections. */
export function openCaches(shared: CacheSource, selections: Selections) {
  return {
    tenants: shared.for<Tenant>(selections.tenants),
    modules: shared.for<Module>(selections.modules),
    moduleInstances: shared.for<ModuleInstance>(selections.moduleInstances),
    hostClaims: shared.for<HostClaim>(selections.hostClaims),
    namespaces: shared.for<Namespace>(selections.namespaces),
    deployments: shared.for<Deployment>(selections.deployments),
    routes: shared.for<Route>(selections.routes),
    pods: shared.for<Pod>(selections.pods),
    children: new Map<ResourceType, CacheReader<AppliedObject>>(
      [
        selections.resourceQuotas,
        selections.limitRanges,
        selections.networkPolicies,
        selections.serviceAccounts,
        selections.roleBindings,
        selections.configMaps,
        selections.services,
        selections.routes,
        ...(selections.certificates === undefined ? [] : [selections.certificates]),
      ].map((selection) => [selection.resource, shared.for<AppliedObject>(selection)]),
    ),
  };
}

/** The host that an instance asks for; whether it holds it, its HostClaim says. */
export function hostOf(
  instance: Readonly<ModuleInstance>,
  { hostTemplate, domain }: Pick<Settings, "hostTemplate" | "domain">,
): string {
  const prefix = instance.spec.hostPrefix ?? instance.spec.module;
  return buildHost(hostTemplate, { prefix, tenant: tenantNameOf(instance), domain });
}

/** The tenant whose namespace an instance is in; "" when it is in no tenant's namespace. */
export function tenantNameOf(instance: Readonly<ModuleInstance>): string {
  return tenantOfNamespace(instance.metadata.namespace ?? "") ?? "";
}

/**
 * Lets a controller watch objects of several shapes in one list: each watch gets only objects of its own resource, which the
 * list's type cannot say.
 */
export function asWatched<T extends KubernetesObject>(watch: WatchedResource<T>): WatchedResource {
  return watch as unknown as WatchedResource;
}

/** A pod has ten times as much, and there is one of every site. */
function projectPod({ apiVersion, kind, metadata, status }: Pod): Pod {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels } = metadata;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(creationTimestamp !== undefined && { creationTimestamp }),
      ...(deletionTimestamp !== undefined && { deletionTimestamp }),
      ...(labels !== undefined && { labels }),
    },
    ...(status !== undefined && {
      status: {
        ...(status.phase !== undefined && { phase: status.phase }),
        ...(status.conditions !== undefined && {
          conditions: status.conditions.filter(({ type }) => type === "PodScheduled"),
        }),
        ...(status.containerStatuses !== undefined && { containerStatuses: status.containerStatuses }),
      },
    }),
  };
}

/** What we apply is kept, since skipping an unchanged object looks at it; the rest of an object is not. */
function managed<T extends KubernetesObject = AppliedObject>(
  resource: ResourceType<T>,
  keep: readonly "status"[] = [],
): Selection<T> {
  return {
    resource,
    labelSelector: managedSelector,
    project: (object) => {
      const { managedFields: _, ...metadata } = object.metadata;
      const projected: T & { status?: unknown } = { ...object, metadata };
      if (!keep.includes("status")) delete projected.status;
      return projected;
    },
  };
}
