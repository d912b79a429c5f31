import type { ResourceKind } from "../resource-kind.ts";

/** Which kinds are served: the built-in ones and those of the definitions stored now. */
export class KindRegistry {
  readonly #builtin: readonly ResourceKind[];
  readonly #custom = new Map<string, readonly ResourceKind[]>();
  #byPath = new Map<string, ResourceKind>();
  #byKind = new Map<string, ResourceKind>();
  readonly #removalListeners = new Set<(collection: string) => void>();
  #revision = 1;

  constructor(builtin: readonly ResourceKind[]) {
    this.#builtin = builtin;
    this.#index();
  }

  /** Rises with every change, so that discovery documents can be cached. */
  get revision(): number {
    return this.#revision;
  }

  all(): ResourceKind[] {
    return [...this.#byPath.values()];
  }

  find(group: string, version: string, resource: string): ResourceKind | undefined {
    return this.#byPath.get(`${group}/${version}/${resource}`);
  }

  findByKind(apiVersion: string, kind: string): ResourceKind | undefined {
    return this.#byKind.get(`${apiVersion}/${kind}`);
  }

  /** A kind through which the objects of a stored collection can be written, in their storage version. */
  findByCollection(collection: string): ResourceKind | undefined {
    return this.all().find((kind) => kind.collection === collection && kind.apiVersion === kind.storageApiVersion);
  }

  /** Serves the kinds (one a version) of a definition instead of those it had; none removes it. */
  setCustom(definition: string, kinds: readonly ResourceKind[]): void {
    const before = this.#custom.get(definition) ?? [];
    if (kinds.length === 0) this.#custom.delete(definition);
    else this.#custom.set(definition, kinds);
    this.#revision += 1;
    this.#index();
    for (const kind of before) {
      if (this.find(kind.group, kind.version, kind.resource) !== undefined) continue;
      for (const listener of [...this.#removalListeners]) listener(kind.collection);
    }
  }

  /** Calls the listener with the collection of every kind that ceases to be served; returns how to stop. */
  followRemovals(listener: (collection: string) => void): () => void {
    this.#removalListeners.add(listener);
    return () => this.#removalListeners.delete(listener);
  }

  #index(): void {
    this.#byPath = new Map();
    this.#byKind = new Map();
    for (const kind of [...this.#builtin, ...[...this.#custom.values()].flat()]) {
      this.#byPath.set(`${kind.group}/${kind.version}/${kind.resource}`, kind);
      this.#byKind.set(`${kind.apiVersion}/${kind.kind}`, kind);
    }
  }
}
