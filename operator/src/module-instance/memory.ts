/**
 * What this process remembers of one instance between two looks. All of it may be forgotten at any time: it only saves looking
 * again, and a restarted operator begins with nothing.
 */
export interface InstanceMemory {
  /** Digest of the password that was last seen to work, so that not every look has to log in. */
  verifiedPassword?: string;
  /** Monotonic milliseconds of the last whole look at Secret and database, and for which generation. */
  databaseSeen?: { readonly at: number; readonly generation: number };
  /** Monotonic milliseconds at which the Secret was seen to hold the keys of this digest. */
  keysSeen?: { readonly at: number; readonly digest: string };
  /** Monotonic milliseconds of the last answer from the public address. */
  answeredAt?: number;
  /** Probes in a row that failed after the site had answered. */
  failedProbes?: number;
}

/** Memory by object key. */
export class InstanceMemories {
  readonly #byKey = new Map<string, InstanceMemory>();

  of(key: string): InstanceMemory {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const fresh: InstanceMemory = {};
    this.#byKey.set(key, fresh);
    return fresh;
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }
}
