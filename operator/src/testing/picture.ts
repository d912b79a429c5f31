import { apiVersion, tenantNamespace, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import {
  hashOf,
  keyOf,
  resourceId,
  silentLog,
  type Client,
  type KubernetesObject,
  type ObjectReference,
  type ResourceType,
} from "@tochka-rosta/controller-runtime";
import { createSelections, openCaches } from "../caches.ts";
import type { ObservationContext } from "../context.ts";
import { decide } from "../module-instance/decide.ts";
import type { InstanceMemory } from "../module-instance/memory.ts";
import { observeInstance } from "../module-instance/observe.ts";
import { previewInstance } from "../module-instance/pending.ts";
import { planInstance } from "../module-instance/plan.ts";
import type { PendingWrite } from "../pending-write.ts";
import { resources, routeResources, type Deployment, type Route } from "../resources.ts";
import type { DatabaseServerSettings, Settings } from "../settings.ts";
import { cachesOf, createSnapshot } from "../snapshot.ts";
import { observeTenant } from "../tenant/observe.ts";
import { previewTenant } from "../tenant/pending.ts";
import { planTenant } from "../tenant/plan.ts";

type AnyObject = KubernetesObject & { spec?: unknown; status?: unknown; data?: unknown };

export const pictureServers: readonly DatabaseServerSettings[] = ["main", "second"].map((name) => ({
  name,
  host: `${name}.example`,
  port: 5432,
  user: "provisioner",
  database: "postgres",
  softLimit: 500,
  hardLimit: 1000,
  connectionsPercent: 80,
  sslmode: "disable",
}));

/**
 * A cluster in memory: takes the writes that a plan leads to and lets the operator's own code observe it. Without a server, so
 * that thousands of situations are planned, applied and planned again in a second.
 */
export class Picture {
  readonly settings: Settings;
  readonly #objects = new Map<string, { resource: ResourceType; object: AnyObject }>();
  #uids = 0;
  /** Whether the node makes Deployments available. */
  isNodeUp = true;
  /** Whether public addresses answer. */
  isAnswering = true;
  memory: InstanceMemory = {};
  readonly #now = Date.parse("2026-11-23T00:10:00Z");

  constructor(settings: Settings) {
    this.settings = settings;
  }

  get<T extends KubernetesObject>(resource: ResourceType<T>, reference: ObjectReference): T | undefined {
    return this.#objects.get(idOf(resource, keyOf(reference)))?.object as T | undefined;
  }

  /** Writes an object as a person does; a status that is given is kept. */
  put(resource: ResourceType, object: AnyObject): void {
    const id = idOf(resource, keyOf(object));
    const before = this.#objects.get(id)?.object;
    const { generation = 0, uid = this.#nextUid(), creationTimestamp } = before?.metadata ?? {};
    const isSpecNew = hashOf([before?.spec, before?.data]) !== hashOf([object.spec, object.data]);
    const metadata = {
      uid,
      creationTimestamp: creationTimestamp ?? new Date(this.#now - 60_000 + this.#uids).toISOString(),
      ...object.metadata,
      generation: isSpecNew ? generation + 1 : generation,
    };
    const status = object.status ?? before?.status;
    this.#objects.set(id, {
      resource,
      object: { ...object, metadata, ...(status !== undefined && { status }) },
    });
  }

  remove(resource: ResourceType, reference: ObjectReference): void {
    this.#objects.delete(idOf(resource, keyOf(reference)));
  }

  /** Does what the API server would do with writes of the operator. @throws Error for a write that it would refuse */
  apply(writes: readonly PendingWrite[]): void {
    for (const { verb, resource, object, subresource } of writes) {
      const before = this.get<AnyObject>(resource, object.metadata);
      if ((verb === "create") === (before !== undefined) && verb !== "apply") {
        throw new Error(`the API server refuses to ${verb} ${object.kind} ${object.metadata.name}`);
      }
      if (verb === "delete") this.remove(resource, object.metadata);
      else if (subresource === "status" && before !== undefined)
        this.put(resource, { ...before, status: (object as AnyObject).status });
      else this.put(resource, { ...before, ...object, metadata: { ...before?.metadata, ...object.metadata } });
    }
  }

  /** One reconcile of the tenant and one of the instance, or what would be left of them to write. */
  async plan(): Promise<readonly PendingWrite[]> {
    return [...(await this.planTenant()), ...(await this.planInstance())];
  }

  async planTenant(): Promise<readonly PendingWrite[]> {
    const context = this.#context();
    const tenant = this.get<Tenant>(resources.tenant, { name: "alpha" });
    if (tenant === undefined) return [];
    const observed = await observeTenant(context, tenant, {});
    return previewTenant(observed, planTenant(observed, this.settings, pictureServers), context).writes;
  }

  async planInstance(): Promise<readonly PendingWrite[]> {
    const context = this.#context();
    const instance = this.get<ModuleInstance>(resources.moduleInstance, shop);
    if (instance === undefined) return [];
    const { signal } = new AbortController();
    const observed = await observeInstance(context, instance, this.memory, { signal, log: silentLog });
    const decision = decide(observed, this.settings);
    const input = { settings: this.settings, servers: pictureServers, services: context.services, now: this.#now };
    const plan = planInstance(observed, decision, input);
    return previewInstance({ observed, decision, plan }, context).writes;
  }

  /** The node's part: Deployments come up, or go down. */
  runNode(): void {
    const deployment = this.get<Deployment>(resources.deployment, shop);
    if (deployment === undefined) return;
    const replicas = deployment.spec?.replicas ?? 1;
    const available = this.isNodeUp ? replicas : 0;
    const { generation } = deployment.metadata;
    const counts = { replicas, updatedReplicas: replicas, availableReplicas: available };
    this.put(resources.deployment, { ...deployment, status: { observedGeneration: generation ?? 0, ...counts } });
  }

  #context(): ObservationContext {
    const selections = createSelections(this.settings);
    const snapshot = createSnapshot([...this.#objects.values()].map(({ resource, object }) => [resource, object]));
    const stale = routeResources[this.settings.routing.kind === "Ingress" ? "HTTPRoute" : "Ingress"];
    return {
      settings: this.settings,
      servers: pictureServers,
      caches: openCaches(cachesOf(snapshot), selections),
      client: {
        get: async (resource: ResourceType, reference: ObjectReference) => this.get(resource, reference),
        list: async () => [],
      } as unknown as Client,
      fleet: {
        place: async () => "main",
        find: async () => "main",
        isUnreachable: () => false,
      } as unknown as ObservationContext["fleet"],
      clock: { now: () => this.#now, monotonic: () => 0 } as unknown as ObservationContext["clock"],
      probeSite: async () =>
        this.isAnswering && this.get<Route>(routeResources[this.settings.routing.kind], shop) !== undefined,
      services: { find: () => undefined },
      staleRoutes: {
        find: async () => this.get<Route>(stale, shop),
        remove: () => Promise.reject(new Error("observing must not write")),
      },
    };
  }

  #nextUid(): string {
    this.#uids += 1;
    return `00000000-0000-4000-8000-${String(this.#uids).padStart(12, "0")}`;
  }
}

/** The one instance of a picture. */
export const shop = { name: "shop", namespace: tenantNamespace("alpha") } as const;

/** A picture with a tenant, the catalogue's shop and an instance of it, just applied by their owner. */
export function drawPicture(settings: Settings): Picture {
  const picture = new Picture(settings);
  picture.put(resources.tenant, { apiVersion, kind: "Tenant", metadata: { name: "alpha" }, spec: {} });
  putModule(picture);
  putInstance(picture, {});
  return picture;
}

/** The catalogue's shop. */
export function putModule(picture: Picture, version = "0.1.0"): void {
  const spec = { titles: { ru: "Магазин", en: "Shop" }, image: "tochka-rosta/shop", version };
  picture.put(resources.module, { apiVersion, kind: "Module", metadata: { name: "shop" }, spec });
}

/** What the owner chooses of the instance. */
export function putInstance(picture: Picture, spec: Partial<ModuleInstance["spec"]>): void {
  const before = picture.get<ModuleInstance>(resources.moduleInstance, shop);
  const metadata = before?.metadata ?? { ...shop };
  picture.put(resources.moduleInstance, {
    ...before,
    apiVersion,
    kind: "ModuleInstance",
    metadata,
    spec: { module: "shop", ...before?.spec, ...spec },
  });
}

function idOf(resource: ResourceType, key: string): string {
  return `${resourceId(resource)} ${key}`;
}
