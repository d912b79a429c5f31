import type { Clock, Timer } from "./clock.ts";

interface ScheduledTimer {
  readonly at: number;
  readonly sequence: number;
  readonly callback: () => void;
}

/**
 * A clock that stands still until told to move, with chance that replays from its seed. For tests and simulation.
 *
 * @example
 * const time = new VirtualClock({ seed: 7 });
 * const slept = sleep(time, 86_400_000);
 * await time.advance(86_400_000); // a day, at once
 * await slept;
 */
export class VirtualClock implements Clock {
  #now: number;
  #sequence = 0;
  #seed: number;
  readonly #timers = new Set<ScheduledTimer>();

  constructor(options: { startMilliseconds?: number; seed?: number } = {}) {
    this.#now = options.startMilliseconds ?? Date.UTC(2026, 0, 1);
    this.#seed = options.seed ?? 1;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, milliseconds: number): Timer {
    const timer = { at: this.#now + Math.max(0, milliseconds), sequence: this.#sequence++, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** mulberry32: small, well spread, and the same on every machine. */
  random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time on, firing each timer that comes due in order, and lets promises settle after each. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await settle();
    for (let next = this.#nextBefore(until); next !== undefined; next = this.#nextBefore(until)) {
      this.#timers.delete(next);
      this.#now = next.at;
      next.callback();
      await settle();
    }
    this.#now = until;
  }

  /** Jumps to the next timer and fires it; false when none waits. */
  async advanceToNext(): Promise<boolean> {
    const next = this.#nextBefore(Number.POSITIVE_INFINITY);
    if (next === undefined) return false;
    await this.advance(next.at - this.#now);
    return true;
  }

  #nextBefore(until: number): ScheduledTimer | undefined {
    let first: ScheduledTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > until) continue;
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.sequence < first.sequence)) {
        first = timer;
      }
    }
    return first;
  }
}

/** One turn of the event loop: every promise chain that needs no timer and no socket runs to its end. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
