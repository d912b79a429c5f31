import {
  createApplier,
  createCache,
  isConflict,
  systemClock,
  WorkQueue,
  LOW_PRIORITY,
  type Cache,
  type CacheEvent,
  type Client,
  type KubernetesObject,
  type LeaderTerm,
} from "@tochka-rosta/controller-runtime";
import { labels, type ModuleInstance } from "@tochka-rosta/crds";
import { adoptInstance, isAdoptable } from "./adoption.ts";
import { syncCatalogue } from "./catalogue-sync.ts";
import { syncInstance } from "./instance-sync.ts";
import { isRowId } from "./own-instance.ts";
import { createPendingAges, type PendingAges } from "./pending-ages.ts";
import { fieldManager, hashAnnotation, moduleInstances, modules, tenants } from "./resources.ts";
import { findAllIds, findPending, storeInstanceProblem, storeTenantProblem } from "./store.ts";
import type { SyncContext, SyncKey, SyncParts } from "./sync-parts.ts";
import { formatSyncProblem, NameTakenError, ObjectReplacedError, toSyncProblem } from "../status/sync-problem.ts";
import { syncTenant } from "./tenant-sync.ts";

const workers = 4;
/** Corrects what a lost message on the bus left behind. */
const sweepMilliseconds = 10_000;
/** Of a name that somebody else has to free first. */
const nameTakenRetryMilliseconds = 60_000;

/** One stretch of time during which this process is the one that writes. */
export interface SyncTerm {
  readonly caches: readonly Cache[];
  hasTenant(name: string, ownId?: string): boolean;
  /** Works until the term ends; resolves when the last pass is over. */
  run(): Promise<void>;
}

/** Prepares a term: caches, queue and workers. `onOutcome` hears after each pass whether the cluster answered. */
export function createSyncTerm(
  parts: SyncParts,
  options: { readonly client: Client; readonly term: LeaderTerm; readonly onOutcome: (error: unknown) => void },
): SyncTerm {
  const { log } = parts;
  const client = options.client.withWriteGuard(() => options.term.assertValid());
  const queue = new WorkQueue({
    name: "core-sync",
    clock: systemClock,
    firstRetryMilliseconds: 200,
    maximumRetryMilliseconds: 15_000,
  });
  const context: SyncContext = {
    ...parts,
    client,
    applier: createApplier({ client, fieldManager, hashAnnotation }),
    tenants: createCache(client, { resource: tenants, log }),
    instances: createCache(client, { resource: moduleInstances, log }),
    modules: createCache(client, { resource: modules, log }),
    enqueue: (key) => queue.add(key),
  };
  const caches: Cache[] = [context.tenants, context.instances, context.modules];
  return {
    caches,
    hasTenant: (name, ownId) => {
      const found = context.tenants.get(name);
      if (found === undefined) return false;
      return ownId === undefined || found.metadata.labels?.[labels.tenantId] !== ownId;
    },
    run: () => runTerm(context, { queue, caches, signal: options.term.signal, onOutcome: options.onOutcome }),
  };
}

interface Running {
  readonly queue: WorkQueue;
  readonly caches: readonly Cache[];
  readonly signal: AbortSignal;
  readonly onOutcome: (error: unknown) => void;
}

async function runTerm(context: SyncContext, { queue, caches, signal, onOutcome }: Running): Promise<void> {
  const stopListening = listen(context, queue);
  const ages = createPendingAges();
  const sweep = setInterval(() => void enqueuePending(context, queue, ages), sweepMilliseconds);
  const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  try {
    for (const cache of caches) cache.start();
    // Work begins once the caches are full: an empty cache would look like objects that need to be made.
    const isSynced = Promise.all(caches.map(({ synced }) => synced)).then(() => true);
    if (signal.aborted || !(await Promise.race([isSynced, aborted.then(() => false)]))) return;
    await enqueueAll(context, queue);
    const working = Array.from({ length: workers }, () => work(context, queue, onOutcome));
    await aborted;
    queue.shutDown();
    await Promise.all(working);
  } finally {
    queue.shutDown();
    clearInterval(sweep);
    // Whoever leads next counts; two processes must not.
    context.metrics.clusterPending.set(0);
    context.metrics.clusterOldestPendingSeconds.set(0);
    stopListening();
    await Promise.all(caches.map((cache) => cache.stop()));
  }
}

function listen(
  { applier, bus, tenants: tenantCache, instances, modules: moduleCache }: SyncContext,
  queue: WorkQueue,
): () => void {
  const forgetDeleted = ({ type, object }: CacheEvent): void => {
    if (type === "deleted") applier.forget(object.metadata.uid ?? "");
  };
  const add = (key: SyncKey | undefined, isFromList: boolean): void => {
    // What is merely there at the start goes behind what somebody has just clicked.
    if (key !== undefined) queue.add(key, isFromList ? { priority: LOW_PRIORITY } : {});
  };
  const stops = [
    bus.subscribe("change", ({ kind, id }) => queue.add(`${kind}:${id}` satisfies SyncKey)),
    tenantCache.onEvent(({ object, isFromList }) => add(keyByLabel("tenant", labels.tenantId, object), isFromList)),
    instances.onEvent(({ object, isFromList }) => add(keyOfInstance(object), isFromList)),
    tenantCache.onEvent(forgetDeleted),
    instances.onEvent(forgetDeleted),
    moduleCache.onEvent(() => queue.add("catalogue" satisfies SyncKey)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** The row that an object says it belongs to. */
function keyByLabel(kind: "tenant" | "instance", label: string, { metadata }: Readonly<KubernetesObject>) {
  const id = metadata.labels?.[label];
  return isRowId(id) ? (`${kind}:${id}` as const) : undefined;
}

function keyOfInstance(object: Readonly<ModuleInstance>): SyncKey | undefined {
  const { namespace = "", name } = object.metadata;
  return isAdoptable(object) ? `adopt:${namespace}/${name}` : keyByLabel("instance", labels.instanceId, object);
}

async function enqueueAll({ database, log }: SyncContext, queue: WorkQueue): Promise<void> {
  queue.add("catalogue");
  try {
    const { tenants: tenantIds, instances } = await findAllIds(database);
    for (const id of tenantIds) queue.add(`tenant:${id}`, { priority: LOW_PRIORITY });
    for (const id of instances) queue.add(`instance:${id}`, { priority: LOW_PRIORITY });
  } catch (error) {
    log.warn({ err: error }, "the rows could not be listed; unsynced ones are found by the next sweep");
  }
}

async function enqueuePending(
  { clock, database, log, metrics }: SyncContext,
  queue: WorkQueue,
  ages: PendingAges,
): Promise<void> {
  try {
    const pending = await findPending(database);
    const keys: SyncKey[] = [
      ...pending.tenants.map((id) => `tenant:${id}` as const),
      ...pending.instances.map((id) => `instance:${id}` as const),
    ];
    metrics.clusterPending.set(keys.length);
    metrics.clusterOldestPendingSeconds.set(ages.observe(keys, clock.now().getTime()));
    // A key that failed waits for its own retry.
    for (const key of keys) if (queue.failures(key) === 0) queue.add(key, { priority: LOW_PRIORITY });
  } catch (error) {
    log.warn({ err: error }, "unsynced rows could not be listed; the next sweep tries again");
  }
}

async function work(context: SyncContext, queue: WorkQueue, onOutcome: Running["onOutcome"]): Promise<void> {
  for (let item = await queue.take(); item; item = await queue.take()) {
    const key = item.key as SyncKey;
    try {
      await pass(context, key);
      queue.forget(key);
      onOutcome(undefined);
    } catch (error) {
      onOutcome(error);
      // Changed or gone since it was read: no problem of anybody, the next pass reads it again.
      if (!isConflict(error)) await noteProblem(context, key, error);
      if (error instanceof NameTakenError || error instanceof ObjectReplacedError)
        queue.add(key, { delayMilliseconds: nameTakenRetryMilliseconds });
      else queue.addRateLimited(key);
    } finally {
      queue.done(key);
    }
  }
}

async function pass(context: SyncContext, key: SyncKey): Promise<void> {
  const [kind, id = ""] = key.split(":");
  if (kind === "tenant") return syncTenant(context, id);
  if (kind === "instance") return syncInstance(context, id);
  if (kind === "adopt") return adoptInstance(context, ...splitKey(id));
  return syncCatalogue(context);
}

function splitKey(key: string): [namespace: string, name: string] {
  const [namespace = "", name = ""] = key.split("/");
  return [namespace, name];
}

/** Tells the owner, by the row, why their change is not in the cluster yet. */
async function noteProblem({ bus, database, log }: SyncContext, key: SyncKey, error: unknown): Promise<void> {
  log.warn({ key, err: error }, "a change could not be applied to the cluster, retrying");
  const problem = formatSyncProblem(toSyncProblem(error));
  const [kind, id = ""] = key.split(":");
  try {
    const forgets = error instanceof ObjectReplacedError;
    if (kind === "tenant") await storeTenantProblem(database, id, problem, forgets);
    if (kind === "instance" && (await storeInstanceProblem(database, id, problem, forgets)))
      bus.publish("instance", { id });
  } catch (storeError) {
    log.warn({ key, err: storeError }, "the problem could not be stored either");
  }
}
