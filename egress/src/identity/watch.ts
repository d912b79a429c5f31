import {
  createCache,
  type Cache,
  type CacheOptions,
  type Client,
  type KubernetesObject,
  type Log,
} from "@tochka-rosta/controller-runtime";
import { labels, managedByValue, type Module, type ModuleInstance } from "@tochka-rosta/crds";
import type { PlatformClient, WatchedObjects } from "./clients.ts";
import { moduleInstances, modules, serviceAccounts, type ServiceAccount } from "./resources.ts";

/** The watches, and how they begin and end. */
export interface IdentityWatch extends WatchedObjects {
  /** Calls back after anything that may take a right away. Several changes at once may be one call. */
  onRevocation(listener: () => void): void;
  start(): void;
  stop(): Promise<void>;
}

/** Watches who may open tunnels: accounts, instances, modules. Of thousands of objects only what decides is kept. */
export function watchIdentities(client: Client, log: Log, platformClients: readonly PlatformClient[]): IdentityWatch {
  const open = <T extends KubernetesObject>(options: Omit<CacheOptions<T>, "log">) =>
    createCache(client, { ...options, log });
  const labelSelector = `${labels.managedBy}=${managedByValue}`;
  const accounts = open<ServiceAccount>({ resource: serviceAccounts, labelSelector, project: keepOwner });
  const namespaces = [...new Set(platformClients.map(({ namespace }) => namespace))];
  const platformAccounts = namespaces.map((namespace) =>
    open<ServiceAccount>({ resource: serviceAccounts, namespace, project: keepOwner }),
  );
  const instances = open<ModuleInstance>({ resource: moduleInstances, project: keepModule });
  const known = open<Module>({ resource: modules, project: keepEgress });
  const all: readonly Cache[] = [accounts, ...platformAccounts, instances, known];
  return {
    accounts,
    platformAccounts,
    instances,
    modules: known,
    onRevocation: (listener) => {
      for (const cache of all) {
        cache.onEvent(({ type, object, old }) => {
          if (type === "deleted" || (type === "updated" && !isSameRight(object, old))) listener();
        });
      }
    },
    start: () => all.forEach((cache) => cache.start()),
    stop: async () => void (await Promise.all(all.map((cache) => cache.stop()))),
  };
}

/** Status is written again and again and takes nothing away; what was kept of an object is all that decides. */
function isSameRight(now: Readonly<KubernetesObject>, old: Readonly<KubernetesObject> | undefined): boolean {
  const rightOf = (object: Readonly<KubernetesObject> | undefined) =>
    JSON.stringify({ ...object, metadata: { ...object?.metadata, resourceVersion: "" } });
  return rightOf(now) === rightOf(old);
}

function keepMetadata({ metadata }: KubernetesObject): KubernetesObject["metadata"] {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp } = metadata;
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(creationTimestamp !== undefined && { creationTimestamp }),
    ...(deletionTimestamp !== undefined && { deletionTimestamp }),
  };
}

function keepOwner(account: ServiceAccount): ServiceAccount {
  const { apiVersion, kind } = account;
  const { ownerReferences } = account.metadata;
  return {
    apiVersion,
    kind,
    metadata: { ...keepMetadata(account), ...(ownerReferences !== undefined && { ownerReferences }) },
  };
}

function keepModule(instance: ModuleInstance): ModuleInstance {
  const { apiVersion, kind, spec } = instance;
  return { apiVersion, kind, metadata: keepMetadata(instance), spec: { module: spec.module } };
}

function keepEgress(module: Module): Module {
  const { apiVersion, kind, spec } = module;
  const { titles, egress } = spec;
  return {
    apiVersion,
    kind,
    metadata: keepMetadata(module),
    spec: { titles, ...(egress !== undefined && { egress }) },
  };
}
