import { timestamp, type ApiContext } from "../context.ts";
import { isObject, isEqual, listOrEmpty, valueAt, type JsonObject, type KubeObject } from "../objects.ts";
import { createObject } from "../operations/create.ts";
import { deleteObject, PLAIN_DELETE } from "../operations/delete.ts";
import type { WriteOptions } from "../operations/options.ts";
import { isReadyToGo } from "../operations/update.ts";
import type { Change, Entry } from "../storage/collection.ts";

const NAMESPACES = "/namespaces";
const INITIAL = ["default", "kube-system", "kube-public", "kube-node-lease"];
const OWN_WRITES: WriteOptions = {
  dryRun: false,
  force: false,
  fieldManager: "kube-controller-manager",
  fieldValidation: "Ignore",
};

/**
 * Makes the namespaces every cluster has, gives each namespace its default ServiceAccount, and empties namespaces that
 * are being deleted: their objects are deleted, and the namespace goes when the last of them has gone.
 */
export class NamespaceController {
  readonly #context: ApiContext;
  readonly #pending = new Set<string>();
  readonly #stopFollowing: () => void;
  #isStopped = false;

  constructor(context: ApiContext) {
    this.#context = context;
    this.#stopFollowing = context.store.follow((change) => this.#onChange(change));
    const kind = context.kinds.find("", "v1", "namespaces");
    for (const name of INITIAL) {
      const isThere = context.store.get(NAMESPACES, "", name) !== undefined;
      if (kind !== undefined && !isThere) createObject(context, kind, "", { metadata: { name } }, OWN_WRITES);
    }
    for (const entry of context.store.collection(NAMESPACES).entries()) this.#schedule(entry.name);
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopFollowing();
  }

  #onChange({ entry, type }: Change): void {
    if (entry.collection === NAMESPACES && type !== "DELETED") this.#schedule(entry.name);
    else if (entry.namespace !== "" && type !== "ADDED" && this.#isTerminating(entry.namespace)) {
      this.#schedule(entry.namespace);
    }
  }

  #isTerminating(name: string): boolean {
    return this.#context.store.get(NAMESPACES, "", name)?.object.metadata.deletionTimestamp !== undefined;
  }

  #schedule(name: string): void {
    if (this.#pending.has(name)) return;
    this.#pending.add(name);
    setImmediate(() => {
      this.#pending.delete(name);
      if (!this.#isStopped) this.#settle(name);
    });
  }

  #settle(name: string): void {
    const entry = this.#context.store.get(NAMESPACES, "", name);
    if (entry === undefined) return;
    if (entry.object.metadata.deletionTimestamp === undefined) this.#ensureServiceAccount(name);
    else this.#empty(entry);
  }

  #ensureServiceAccount(namespace: string): void {
    const kind = this.#context.kinds.find("", "v1", "serviceaccounts");
    if (kind === undefined || this.#context.store.get(kind.collection, namespace, "default") !== undefined) return;
    createObject(this.#context, kind, namespace, { metadata: { name: "default" } }, OWN_WRITES);
  }

  #empty(entry: Entry): void {
    const remaining: Entry[] = [];
    for (const [name, collection] of this.#context.store.collections()) {
      const kind = this.#context.kinds.findByCollection(name);
      for (const each of [...collection.entries(entry.name)]) {
        if (kind === undefined) this.#context.store.remove(each);
        else if (!deleteObject(this.#context, kind, each, PLAIN_DELETE).isGone) remaining.push(each);
      }
    }
    if (remaining.length === 0) this.#release(entry);
    else this.#report(entry, remaining);
  }

  /** Takes the namespace's own finalizer off; without others it is gone. */
  #release(entry: Entry): void {
    const finalizers = listOrEmpty(valueAt(entry.object, ["spec", "finalizers"])).filter(
      (each) => each !== "kubernetes",
    );
    const spec = finalizers.length === 0 ? {} : { finalizers };
    const next: KubeObject = { ...entry.object, spec };
    if (isReadyToGo(next)) this.#context.store.remove({ ...entry, object: next });
    else if (!isEqual(next, entry.object)) this.#context.store.put(NAMESPACES, next);
  }

  /** Says in the namespace's status what it still waits for. */
  #report(entry: Entry, remaining: readonly Entry[]): void {
    const status: JsonObject = isObject(entry.object["status"]) ? entry.object["status"] : {};
    const counts = Map.groupBy(remaining, (each) => each.collection.split("/").reverse().filter(Boolean).join("."));
    const content = [...counts].map(([resource, entries]) => `${resource} has ${entries.length} resource instances`);
    const message = `Some resources are remaining: ${content.join(", ")}`;
    const [known] = listOrEmpty(status["conditions"]);
    if (isObject(known) && known["message"] === message) return;
    const condition = {
      type: "NamespaceContentRemaining",
      status: "True",
      lastTransitionTime: timestamp(this.#context),
      reason: "SomeResourcesRemain",
      message,
    };
    this.#context.store.put(NAMESPACES, { ...entry.object, status: { ...status, conditions: [condition] } });
  }
}
