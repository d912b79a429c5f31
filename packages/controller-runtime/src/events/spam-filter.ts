import type { Clock } from "../clock/clock.ts";

const BURST = 25;
const REFILL_MILLISECONDS = 300_000;
const MAXIMUM_SUBJECTS = 4096;

/** client-go's limits: 25 events of an object at once, then one every five minutes. */
export class SpamFilter {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, { tokens: number; refilledAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a token of the subject, if one is left. */
  isAllowed(subject: string): boolean {
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(subject) ?? { tokens: BURST, refilledAt: now };
    const tokens = Math.min(BURST, bucket.tokens + (now - bucket.refilledAt) / REFILL_MILLISECONDS);
    const isAllowed = tokens >= 1;
    this.#buckets.delete(subject);
    this.#buckets.set(subject, { tokens: isAllowed ? tokens - 1 : tokens, refilledAt: now });
    const oldest = this.#buckets.keys().next();
    if (this.#buckets.size > MAXIMUM_SUBJECTS && oldest.done !== true) this.#buckets.delete(oldest.value);
    return isAllowed;
  }
}
