import { type Clock, jitter } from "../clock/clock.ts";

export interface BackoffSettings {
  readonly firstMilliseconds: number;
  readonly maximumMilliseconds: number;
  /** After so long without a failure the next one starts small again. */
  readonly resetMilliseconds: number;
  /** Up to this fraction is added. */
  readonly jitterFraction: number;
}

/** client-go's reflector: 800 ms to 30 s, doubling, jitter 1.0, forgotten after two quiet minutes. */
export const REFLECTOR_BACKOFF: BackoffSettings = {
  firstMilliseconds: 800,
  maximumMilliseconds: 30_000,
  resetMilliseconds: 120_000,
  jitterFraction: 1,
};

/** Says how long to wait after each of a series of failures. */
export class Backoff {
  readonly #settings: BackoffSettings;
  readonly #clock: Clock;
  #failures = 0;
  #lastFailureAt = 0;

  constructor(clock: Clock, settings: BackoffSettings = REFLECTOR_BACKOFF) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** Counts one more failure. */
  nextMilliseconds(): number {
    const now = this.#clock.monotonic();
    if (now - this.#lastFailureAt > this.#settings.resetMilliseconds) this.#failures = 0;
    this.#lastFailureAt = now;
    const exponential = this.#settings.firstMilliseconds * 2 ** this.#failures++;
    return jitter(
      this.#clock,
      Math.min(exponential, this.#settings.maximumMilliseconds),
      this.#settings.jitterFraction,
    );
  }
}
