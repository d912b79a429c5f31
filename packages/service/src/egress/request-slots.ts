/** Gives its slot back; repeating it is harmless. */
export type ReleaseSlot = () => void;

/** How many requests may be under way to one host, and how many may wait. */
export interface SlotLimits {
  readonly running: number;
  readonly waiting: number;
}

interface Host {
  running: number;
  readonly waiting: Set<() => void>;
}

/** Counts requests by host. Agents do not: `maxSockets` is not kept where a connection takes time to make. */
export class RequestSlots {
  readonly #limits: SlotLimits;
  readonly #hosts = new Map<string, Host>();

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /** Waits for a slot in the order of asking; undefined when too many wait already. Rejects with the signal's reason. */
  async take(host: string, signal: AbortSignal): Promise<ReleaseSlot | undefined> {
    signal.throwIfAborted();
    const entry = this.#hosts.get(host) ?? { running: 0, waiting: new Set() };
    this.#hosts.set(host, entry);
    if (entry.running < this.#limits.running) entry.running += 1;
    else if (entry.waiting.size >= this.#limits.waiting) return undefined;
    else await this.#wait(entry, signal);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.#release(host, entry);
    };
  }

  #wait(entry: Host, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => {
      entry.waiting.delete(grant);
      reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    };
    const grant = () => {
      signal.removeEventListener("abort", abort);
      resolve();
    };
    entry.waiting.add(grant);
    signal.addEventListener("abort", abort, { once: true });
    return promise;
  }

  /** A slot goes to whoever waits longest. */
  #release(host: string, entry: Host): void {
    const [next] = entry.waiting;
    if (next !== undefined) {
      entry.waiting.delete(next);
      next();
      return;
    }
    entry.running -= 1;
    if (entry.running === 0) this.#hosts.delete(host);
  }
}
