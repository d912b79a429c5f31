// Over 150 lines: the three ways of deletion share one index and are read together.
import type { ApiContext } from "../context.ts";
import type { ResourceKind } from "../resource-kind.ts";
import type { KubeObject, OwnerReference } from "../objects.ts";
import { deleteObject, FOREGROUND_FINALIZER, ORPHAN_FINALIZER, PLAIN_DELETE } from "../operations/delete.ts";
import { isReadyToGo } from "../operations/update.ts";
import type { Change, Entry } from "../storage/collection.ts";

/**
 * Deletes objects whose owners are all gone, in the background, in the foreground (dependents first) or not at all
 * (orphans), by owner references. Source of the rules: Kubernetes' garbage collector.
 */
export class GarbageCollector {
  readonly #context: ApiContext;
  readonly #dependents = new Map<string, Map<string, Entry>>();
  readonly #live = new Map<string, Entry>();
  readonly #queue = new Set<string>();
  readonly #stopFollowing: () => void;
  #isScheduled = false;
  #isStopped = false;

  constructor(context: ApiContext) {
    this.#context = context;
    for (const [, collection] of context.store.collections()) {
      for (const entry of collection.entries()) this.#index(entry);
    }
    this.#stopFollowing = context.store.follow((change) => this.#onChange(change));
    for (const entry of this.#live.values()) this.#enqueueAround(entry);
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopFollowing();
  }

  #onChange({ entry, previous, type }: Change): void {
    if (previous !== undefined) this.#unindex(previous);
    if (type !== "DELETED") this.#index(entry);
    else for (const owner of ownersOf(entry)) this.#enqueue(owner.uid);
    this.#enqueueAround(entry);
  }

  #index(entry: Entry): void {
    this.#live.set(uidOf(entry), entry);
    for (const owner of ownersOf(entry)) {
      const dependents = this.#dependents.get(owner.uid) ?? new Map<string, Entry>();
      this.#dependents.set(owner.uid, dependents.set(uidOf(entry), entry));
    }
  }

  #unindex(entry: Entry): void {
    this.#live.delete(uidOf(entry));
    for (const owner of ownersOf(entry)) {
      const dependents = this.#dependents.get(owner.uid);
      dependents?.delete(uidOf(entry));
      if (dependents?.size === 0) this.#dependents.delete(owner.uid);
    }
  }

  /** Looks again at the object, when it has owners or is going, and at what it owns, when it has gone. */
  #enqueueAround(entry: Entry): void {
    const uid = uidOf(entry);
    if (ownersOf(entry).length > 0 || entry.object.metadata.deletionTimestamp !== undefined) this.#enqueue(uid);
    if (this.#live.has(uid)) return;
    for (const dependent of this.#dependents.get(uid)?.keys() ?? []) this.#enqueue(dependent);
  }

  #enqueue(uid: string): void {
    this.#queue.add(uid);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#drain());
  }

  #drain(): void {
    this.#isScheduled = false;
    if (this.#isStopped) return;
    const batch = [...this.#queue];
    this.#queue.clear();
    for (const uid of batch) {
      const entry = this.#live.get(uid);
      if (entry !== undefined) this.#settle(entry);
    }
  }

  #settle(entry: Entry): void {
    const kind = this.#context.kinds.findByCollection(entry.collection);
    if (kind === undefined) return;
    const finalizers = entry.object.metadata.finalizers ?? [];
    if (entry.object.metadata.deletionTimestamp === undefined) this.#settleOwners(kind, entry);
    else if (finalizers.includes(ORPHAN_FINALIZER)) this.#orphan(kind, entry);
    else if (finalizers.includes(FOREGROUND_FINALIZER)) this.#deleteDependents(kind, entry);
  }

  /** Deletes an object none of whose owners exists; with some left, the references to the others go. */
  #settleOwners(kind: ResourceKind, entry: Entry): void {
    const owners = ownersOf(entry);
    const present = owners.filter((owner) => this.#exists(owner, entry));
    if (owners.length === 0) return;
    if (present.length === 0) {
      this.#delete(kind, entry, undefined);
    } else if (
      present.every((owner) => this.#isForeground(owner)) &&
      present.some((owner) => owner.blockOwnerDeletion)
    ) {
      this.#delete(kind, entry, "Foreground");
    } else if (present.length < owners.length) {
      this.#write(kind, entry, { ...entry.object.metadata, ownerReferences: present });
    }
  }

  #isForeground(owner: OwnerReference): boolean {
    const metadata = this.#live.get(owner.uid)?.object.metadata;
    return metadata?.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(FOREGROUND_FINALIZER);
  }

  /**
   * An owner in another namespace counts as absent, as does one of another name or kind with that uid. An owner that
   * cannot be looked up, of a kind that is not served or out of a cluster-wide object's reach, is taken to exist.
   */
  #exists(owner: OwnerReference, dependent: Entry): boolean {
    const kind = this.#context.kinds.findByKind(owner.apiVersion, owner.kind);
    if (kind === undefined || (kind.namespaced && dependent.namespace === "")) return true;
    const entry = this.#live.get(owner.uid);
    if (entry === undefined) return false;
    const isInReach = entry.namespace === "" || entry.namespace === dependent.namespace;
    return isInReach && entry.name === owner.name && entry.object.kind === owner.kind;
  }

  #dependentsOf(entry: Entry): Entry[] {
    return [...(this.#dependents.get(uidOf(entry))?.values() ?? [])];
  }

  #deleteDependents(kind: ResourceKind, entry: Entry): void {
    const dependents = this.#dependentsOf(entry);
    for (const dependent of dependents) this.#enqueue(uidOf(dependent));
    const blocks = (each: Entry): boolean =>
      ownersOf(each).some((owner) => owner.uid === uidOf(entry) && owner.blockOwnerDeletion === true);
    if (!dependents.some(blocks)) this.#removeFinalizer(kind, entry, FOREGROUND_FINALIZER);
  }

  #orphan(kind: ResourceKind, entry: Entry): void {
    for (const dependent of this.#dependentsOf(entry)) {
      const dependentKind = this.#context.kinds.findByCollection(dependent.collection);
      const rest = ownersOf(dependent).filter((owner) => owner.uid !== uidOf(entry));
      const { ownerReferences: _, ...metadata } = dependent.object.metadata;
      const next = rest.length === 0 ? metadata : { ...metadata, ownerReferences: rest };
      if (dependentKind !== undefined) this.#write(dependentKind, dependent, next);
    }
    this.#removeFinalizer(kind, entry, ORPHAN_FINALIZER);
  }

  #removeFinalizer(kind: ResourceKind, entry: Entry, finalizer: string): void {
    const { finalizers, ...metadata } = entry.object.metadata;
    const rest = (finalizers ?? []).filter((each) => each !== finalizer);
    this.#write(kind, entry, rest.length === 0 ? metadata : { ...metadata, finalizers: rest });
  }

  #write(kind: ResourceKind, entry: Entry, metadata: KubeObject["metadata"]): void {
    const next = { ...entry.object, metadata };
    if (isReadyToGo(next)) this.#context.store.remove({ ...entry, object: next });
    else this.#context.store.put(kind.collection, next);
  }

  #delete(kind: ResourceKind, entry: Entry, propagation: "Foreground" | undefined): void {
    deleteObject(this.#context, kind, entry, { ...PLAIN_DELETE, propagation });
  }
}

function uidOf(entry: Entry): string {
  return entry.object.metadata.uid ?? "";
}

function ownersOf(entry: Entry): OwnerReference[] {
  return entry.object.metadata.ownerReferences ?? [];
}
