/** How long changes have been waiting, as far as this process has seen them wait. */
export interface PendingAges {
  /** Takes down what waits now. @returns seconds since the oldest of it was first seen; 0 when nothing waits */
  observe(keys: readonly string[], nowMilliseconds: number): number;
}

export function createPendingAges(): PendingAges {
  const firstSeen = new Map<string, number>();
  return {
    observe: (keys, nowMilliseconds) => {
      const waiting = new Set(keys);
      for (const key of firstSeen.keys()) if (!waiting.has(key)) firstSeen.delete(key);
      for (const key of waiting) if (!firstSeen.has(key)) firstSeen.set(key, nowMilliseconds);
      const oldest = Math.min(...firstSeen.values());
      return firstSeen.size === 0 ? 0 : Math.max(0, nowMilliseconds - oldest) / 1000;
    },
  };
}
