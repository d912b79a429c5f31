/** How often something happened in the current window. */
export interface Hits {
  readonly count: number;
  /** Seconds until the window ends and counting starts over; at least 1. */
  readonly resetSeconds: number;
}

/** Counts events in fixed windows. The window of a key begins with its first event. */
export interface Counters {
  /** Counts one more and tells the sum. */
  hit(key: string, windowSeconds: number): Promise<Hits>;
  /** Tells the sum without counting. */
  peek(key: string): Promise<Hits>;
  reset(key: string): Promise<void>;
}
