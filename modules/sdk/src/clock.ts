/** Where a module takes its time from, so that tests can move it. */
export interface Clock {
  /** Wall clock: for what is stored and shown. */
  readonly now: () => Date;
  /** Milliseconds from an arbitrary start, never backwards: for ages and intervals. */
  readonly monotonic: () => number;
}

export const systemClock: Clock = { now: () => new Date(), monotonic: () => performance.now() };
