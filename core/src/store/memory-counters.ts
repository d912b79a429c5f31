import type { WallClock } from "../clock.ts";
import type { Counters, Hits } from "./counters.ts";

const maxKeys = 100_000;

/** Counters of one process, for an installation without Redis. Bounded: when full, ended windows and then the oldest go. */
export function createMemoryCounters(clock: WallClock): Counters {
  const windows = new Map<string, { count: number; endsAt: number }>();
  const read = (key: string): Hits => {
    const now = clock.now().getTime();
    const window = windows.get(key);
    if (!window || window.endsAt <= now) return { count: 0, resetSeconds: 1 };
    return { count: window.count, resetSeconds: Math.max(1, Math.ceil((window.endsAt - now) / 1000)) };
  };
  const makeRoom = (now: number): void => {
    if (windows.size < maxKeys) return;
    for (const [key, { endsAt }] of windows) if (endsAt <= now) windows.delete(key);
    for (const key of windows.keys()) {
      if (windows.size < maxKeys) return;
      windows.delete(key);
    }
  };
  return {
    hit: async (key, windowSeconds) => {
      const now = clock.now().getTime();
      const window = windows.get(key);
      if (window && window.endsAt > now) window.count++;
      else {
        makeRoom(now);
        windows.delete(key);
        windows.set(key, { count: 1, endsAt: now + windowSeconds * 1000 });
      }
      return read(key);
    },
    peek: async (key) => read(key),
    reset: async (key) => void windows.delete(key),
  };
}
