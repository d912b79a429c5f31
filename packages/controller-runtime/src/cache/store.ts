import { keyOf, type KubernetesObject, type ObjectKey } from "../object.ts";

type IndexFunction<T> = (object: T) => readonly string[];

/** Objects by key, by namespace and by whatever indexes are declared. Knows nothing of where they come from. */
export class Store<T extends KubernetesObject> {
  readonly #objects = new Map<ObjectKey, Readonly<T>>();
  readonly #byNamespace = new Map<string, Set<ObjectKey>>();
  readonly #indexes = new Map<string, { valuesOf: IndexFunction<T>; keys: Map<string, Set<ObjectKey>> }>();

  get size(): number {
    return this.#objects.size;
  }

  get(key: ObjectKey): Readonly<T> | undefined {
    return this.#objects.get(key);
  }

  list(namespace?: string): Readonly<T>[] {
    if (namespace === undefined) return [...this.#objects.values()];
    return this.#resolve(this.#byNamespace.get(namespace));
  }

  /** Throws on an index nobody declared: an empty answer would look like the truth. */
  byIndex(name: string, value: string): Readonly<T>[] {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new RangeError(`no index "${name}"`);
    return this.#resolve(index.keys.get(value));
  }

  keys(): IterableIterator<ObjectKey> {
    return this.#objects.keys();
  }

  addIndex(name: string, valuesOf: IndexFunction<T>): void {
    const index = { valuesOf, keys: new Map<string, Set<ObjectKey>>() };
    this.#indexes.set(name, index);
    for (const [key, object] of this.#objects) for (const value of valuesOf(object)) addTo(index.keys, value, key);
  }

  /** Stores an object, and returns the one it takes the place of. */
  set(object: Readonly<T>): Readonly<T> | undefined {
    const key = keyOf(object);
    const old = this.delete(key);
    this.#objects.set(key, object);
    addTo(this.#byNamespace, object.metadata.namespace ?? "", key);
    for (const { valuesOf, keys } of this.#indexes.values()) {
      for (const value of valuesOf(object)) addTo(keys, value, key);
    }
    return old;
  }

  /** Removes an object and returns it. */
  delete(key: ObjectKey): Readonly<T> | undefined {
    const old = this.#objects.get(key);
    if (old === undefined) return undefined;
    this.#objects.delete(key);
    removeFrom(this.#byNamespace, old.metadata.namespace ?? "", key);
    for (const { valuesOf, keys } of this.#indexes.values()) {
      for (const value of valuesOf(old)) removeFrom(keys, value, key);
    }
    return old;
  }

  #resolve(keys: Iterable<ObjectKey> | undefined): Readonly<T>[] {
    return [...(keys ?? [])].flatMap((key) => this.#objects.get(key) ?? []);
  }
}

function addTo(map: Map<string, Set<ObjectKey>>, value: string, key: ObjectKey): void {
  const keys = map.get(value);
  if (keys === undefined) map.set(value, new Set([key]));
  else keys.add(key);
}

function removeFrom(map: Map<string, Set<ObjectKey>>, value: string, key: ObjectKey): void {
  const keys = map.get(value);
  keys?.delete(key);
  if (keys?.size === 0) map.delete(value);
}
