import { gone } from "../errors.ts";
import type { KubeObject } from "../objects.ts";

/** One stored object. Entries and what they hold are never changed in place; a write makes a new one. */
export interface Entry {
  readonly collection: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: number;
  readonly object: KubeObject;
  /** The object as JSON text; `apiVersion` and `kind` come first in it. */
  readonly json: string;
}

export type ChangeType = "ADDED" | "MODIFIED" | "DELETED";

/** One write. A deletion's entry carries the revision of the deletion; `previous` is what stood there before. */
export interface Change {
  readonly type: ChangeType;
  readonly entry: Entry;
  readonly previous: Entry | undefined;
}

export type ChangeListener = (change: Change) => void;

/** The objects of one resource in memory, their recent history, and whoever follows them. */
export class Collection {
  readonly #namespaces = new Map<string, Map<string, Entry>>();
  readonly #sortedNames = new Map<string, string[]>();
  readonly #listeners = new Set<ChangeListener>();
  readonly #historyLimit: number;
  #history: Change[] = [];
  #historyStart: number;
  #lastRevision = 0;
  #size = 0;

  /** `startRevision` is the revision from which on the history will be complete. */
  constructor(startRevision: number, historyLimit: number) {
    this.#historyStart = startRevision;
    this.#historyLimit = historyLimit;
  }

  get size(): number {
    return this.#size;
  }

  /** The revision of the last write to this collection since the start, or 0. */
  get lastRevision(): number {
    return this.#lastRevision;
  }

  /** The oldest revision from which a watch can start. */
  get historyStart(): number {
    return this.#historyStart;
  }

  get(namespace: string, name: string): Entry | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  /** All entries, or those of one namespace, ordered by namespace and name. */
  *entries(namespace?: string): Generator<Entry> {
    const namespaces = namespace === undefined ? [...this.#namespaces.keys()].sort() : [namespace];
    for (const each of namespaces) {
      const entries = this.#namespaces.get(each);
      if (entries === undefined) continue;
      for (const name of this.#namesIn(each, entries)) {
        const entry = entries.get(name);
        if (entry !== undefined) yield entry;
      }
    }
  }

  #namesIn(namespace: string, entries: Map<string, Entry>): string[] {
    const known = this.#sortedNames.get(namespace);
    if (known !== undefined) return known;
    const names = [...entries.keys()].sort();
    this.#sortedNames.set(namespace, names);
    return names;
  }

  /** Puts an entry read from disk: no history, nobody is told. */
  load(entry: Entry): void {
    this.#insert(entry);
  }

  apply(change: Change): void {
    if (change.type === "DELETED") this.#remove(change.entry);
    else this.#insert(change.entry);
    this.#lastRevision = change.entry.revision;
    this.#history.push(change);
    if (this.#history.length > this.#historyLimit * 2) this.#trim();
    for (const listener of [...this.#listeners]) listener(change);
  }

  #insert(entry: Entry): void {
    let entries = this.#namespaces.get(entry.namespace);
    if (entries === undefined) {
      entries = new Map();
      this.#namespaces.set(entry.namespace, entries);
    }
    if (!entries.has(entry.name)) {
      this.#sortedNames.delete(entry.namespace);
      this.#size += 1;
    }
    entries.set(entry.name, entry);
  }

  #remove(entry: Entry): void {
    const entries = this.#namespaces.get(entry.namespace);
    if (entries?.delete(entry.name) !== true) return;
    this.#size -= 1;
    this.#sortedNames.delete(entry.namespace);
    if (entries.size === 0) this.#namespaces.delete(entry.namespace);
  }

  #trim(): void {
    const dropped = this.#history.splice(0, this.#history.length - this.#historyLimit);
    this.#historyStart = dropped.at(-1)?.entry.revision ?? this.#historyStart;
  }

  /** Forgets the history, as etcd's compaction does: watches from before `revision` get 410. */
  compact(revision: number): void {
    this.#history = this.#history.filter((change) => change.entry.revision > revision);
    this.#historyStart = Math.max(this.#historyStart, revision);
  }

  /** What was written after the revision. Throws 410 when the history does not reach back that far. */
  changesSince(revision: number): Change[] {
    if (revision < this.#historyStart) throw gone(revision, this.#historyStart);
    return this.#history.filter((change) => change.entry.revision > revision);
  }

  /** Calls the listener on every later write, in the same turn as the write; returns how to stop it. */
  follow(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
