import type { Clock, Timer } from "../clock/clock.ts";
import type { RuntimeMetrics } from "../metrics.ts";

const PERIOD_MILLISECONDS = 1_000;

/** Measures how late timers run: a late event loop renews no lease. */
export class EventLoopWatch {
  readonly #clock: Clock;
  readonly #metrics: RuntimeMetrics;
  #timer: Timer | undefined;
  #lagSeconds = 0;

  constructor(clock: Clock, metrics: RuntimeMetrics) {
    this.#clock = clock;
    this.#metrics = metrics;
  }

  start(): void {
    const expectedAt = this.#clock.monotonic() + PERIOD_MILLISECONDS;
    this.#timer = this.#clock.setTimeout(() => {
      this.#lagSeconds = Math.max(0, this.#clock.monotonic() - expectedAt) / 1000;
      this.#metrics.eventLoopLagSeconds.set(this.#lagSeconds);
      this.start();
    }, PERIOD_MILLISECONDS);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Rejects when the last second came later than allowed. */
  check(maximumLagSeconds: number): Promise<void> {
    if (this.#lagSeconds <= maximumLagSeconds) return Promise.resolve();
    return Promise.reject(new Error(`the event loop is ${this.#lagSeconds.toFixed(1)} s late`));
  }
}
