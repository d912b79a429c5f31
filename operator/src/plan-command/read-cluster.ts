import { randomUUID } from "node:crypto";
import { tenantNamespace, type Module, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import {
  formatTime,
  hashOf,
  type Client,
  type Clock,
  type KubernetesObject,
  type ResourceType,
} from "@tochka-rosta/controller-runtime";
import { createSelections, hostOf, tenantNameOf } from "../caches.ts";
import { resources } from "../resources.ts";
import type { Settings } from "../settings.ts";
import type { Manifests } from "./manifests.ts";

export type SnapshotEntry = readonly [ResourceType, Readonly<KubernetesObject>];

/** Read with GET and LIST only: what the cluster holds of the tenants in question, and what the file says in its place. */
export async function readCluster(
  { client, settings, clock }: { readonly client: Client; readonly settings: Settings; readonly clock: Clock },
  manifests: Manifests,
): Promise<SnapshotEntry[]> {
  const tenants = listTenants(manifests);
  const live = (await Promise.all(tenants.map((tenant) => readTenant(client, settings, tenant)))).flat();
  const liveInstances = live.filter(([resource]) => resource === resources.moduleInstance);
  const instances = [...manifests.instances, ...liveInstances.map(([, object]) => object as ModuleInstance)];
  const shared = await Promise.all([
    ...unique(instances.map(({ spec }) => spec.module)).map((name) => readOne(client, resources.module, name)),
    ...unique(instances.map((instance) => hostOf(instance, settings))).map((name) =>
      readOne(client, resources.hostClaim, name),
    ),
  ]);
  const entries = [...live, ...shared.flat()];
  const stated: SnapshotEntry[] = [
    ...manifests.tenants.map((object) => [resources.tenant, object] as const),
    ...manifests.modules.map((object) => [resources.module, object] as const),
    ...manifests.instances.map((object) => [resources.moduleInstance, object] as const),
  ];
  // Later entries of a snapshot take the place of earlier ones.
  return [
    ...entries,
    ...stated.map(([resource, object]) => [resource, stateOver(entries, resource, object, clock)] as const),
  ];
}

/** The tenants that a file is about, by name. */
export function listTenants({ tenants, instances }: Manifests): string[] {
  return unique([...tenants.map(({ metadata }) => metadata.name), ...instances.map(tenantNameOf)]);
}

async function readTenant(client: Client, settings: Settings, tenant: string): Promise<SnapshotEntry[]> {
  const namespace = tenantNamespace(tenant);
  const selections = Object.values(createSelections(settings)).filter((selection) => selection !== undefined);
  const namespaced = selections.filter(({ resource }) => resource.namespaced);
  const lists = namespaced.map(async ({ resource }) => {
    const objects = await client.list<KubernetesObject>(resource, { namespace });
    return objects.map((object): SnapshotEntry => [resource, object]);
  });
  const found = await Promise.all([
    readOne(client, resources.tenant, tenant),
    readOne(client, resources.namespace, namespace),
    ...lists,
  ]);
  return found.flat();
}

async function readOne(client: Client, resource: ResourceType, name: string): Promise<SnapshotEntry[]> {
  const object = await client.get(resource, { name });
  return object === undefined ? [] : [[resource, object]];
}

/** An object of the file as the API server would have it once it is applied: what it does not say is what there is. */
function stateOver(
  entries: readonly SnapshotEntry[],
  resource: ResourceType,
  stated: Readonly<KubernetesObject>,
  clock: Clock,
): KubernetesObject {
  type Stated = Tenant | Module | ModuleInstance;
  const { name, namespace } = stated.metadata;
  const before = entries.find(
    ([type, { metadata }]) => type === resource && metadata.name === name && metadata.namespace === namespace,
  )?.[1] as Stated | undefined;
  if (before === undefined) {
    const created = { uid: randomUUID(), generation: 1, creationTimestamp: formatTime(clock.now()) };
    return { ...stated, metadata: { ...stated.metadata, ...created } };
  }
  const spec = { ...before.spec, ...(stated as Stated).spec };
  const isSame = hashOf(spec) === hashOf(before.spec);
  const generation = (before.metadata.generation ?? 0) + (isSame ? 0 : 1);
  return { ...before, ...{ spec }, metadata: { ...before.metadata, generation } };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
