/** A timer that has not fired yet. */
export interface Timer {
  cancel(): void;
}

/** Everything the runtime takes from time and chance, so that tests can run on virtual time and replay from a seed. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. For timestamps only: it may jump. */
  now(): number;
  /** Milliseconds from an arbitrary start, never backwards. For durations and deadlines. */
  monotonic(): number;
  setTimeout(callback: () => void, milliseconds: number): Timer;
  /** At least 0, below 1. */
  random(): number;
}

/**
 * The machine's own time and chance.
 *
 * @example
 * const startedAt = systemClock.monotonic();
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, milliseconds) => {
    const timer = setTimeout(callback, milliseconds);
    return { cancel: () => clearTimeout(timer) };
  },
  random: () => Math.random(),
};

/**
 * Resolves after the given time, or at once when the signal aborts: look at the signal afterwards. Never rejects.
 *
 * @example
 * await sleep(clock, 500, signal);
 * if (signal.aborted) return;
 */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const finish = (): void => {
      timer.cancel();
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = clock.setTimeout(finish, milliseconds);
    signal?.addEventListener("abort", finish, { once: true });
  });
}

/**
 * Adds up to `fraction` of the duration, so that many processes do not move in step.
 *
 * @example
 * clock.setTimeout(refresh, jitter(clock, 60_000, 0.1)); // 60 to 66 s
 */
export function jitter(clock: Clock, milliseconds: number, fraction: number): number {
  return milliseconds * (1 + clock.random() * fraction);
}
