import type { Clock } from "@tochka-rosta/controller-runtime";

/** How many tunnels there may be. */
export interface TunnelLimits {
  /** Open at once in this process. */
  readonly total: number;
  /** Open at once of one instance. */
  readonly perParty: number;
  /** Open at once of one instance to one host. */
  readonly perHost: number;
  /** Asked for in a minute by one instance, refused ones included: each may cost a question to a name server. */
  readonly askedPerMinute: number;
}

/** Gives a place back; repeating it is harmless. */
export type ReleasePlace = () => void;

const minuteMilliseconds = 60_000;

/** Counts tunnels by instance and by host, so that one tenant's flood is that tenant's. */
export class TunnelCounts {
  readonly #clock: Clock;
  readonly #limits: TunnelLimits;
  readonly #open = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  #minute = 0;
  #total = 0;

  constructor(clock: Clock, limits: TunnelLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Counts a request of an instance; the seconds to wait when there were too many in this minute. */
  ask(party: string): number | undefined {
    const now = this.#clock.monotonic();
    const minute = Math.floor(now / minuteMilliseconds);
    if (minute !== this.#minute) this.#asked.clear();
    this.#minute = minute;
    const asked = (this.#asked.get(party) ?? 0) + 1;
    this.#asked.set(party, asked);
    if (asked <= this.#limits.askedPerMinute) return undefined;
    return Math.ceil(((minute + 1) * minuteMilliseconds - now) / 1_000);
  }

  /** Takes a place for a tunnel; undefined when one of the limits is reached. */
  take(party: string, target: string): ReleasePlace | undefined {
    const keys = [`${party}`, `${party} ${target}`] as const;
    const { total, perParty, perHost } = this.#limits;
    const isFull = this.#total >= total || this.#countOf(keys[0]) >= perParty || this.#countOf(keys[1]) >= perHost;
    if (isFull) return undefined;
    this.#total += 1;
    for (const key of keys) this.#open.set(key, this.#countOf(key) + 1);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.#total -= 1;
      for (const key of keys) {
        const left = this.#countOf(key) - 1;
        if (left > 0) this.#open.set(key, left);
        else this.#open.delete(key);
      }
    };
  }

  #countOf(key: string): number {
    return this.#open.get(key) ?? 0;
  }
}
