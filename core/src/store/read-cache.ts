import type { WallClock } from "../clock.ts";

/** Copies of values that many ask for. Calls that meet share one load; a load that fails is not kept. */
export interface ReadCache {
  /** The copy of this name while it is young enough, else what `load` gives. Names are a fixed few, so nothing bounds them. */
  read<T>(name: string, seconds: number, load: () => Promise<T>): Promise<T>;
  /** The next read loads, even where a load that began before is still under way. */
  forget(name: string): void;
}

export function createReadCache(clock: WallClock): ReadCache {
  const copies = new Map<string, { readonly loadedAt: number; readonly value: Promise<unknown> }>();
  return {
    read: <T>(name: string, seconds: number, load: () => Promise<T>): Promise<T> => {
      const now = clock.now().getTime();
      const copy = copies.get(name);
      if (copy && now - copy.loadedAt < seconds * 1000) return copy.value as Promise<T>;
      const fresh = { loadedAt: now, value: load() };
      copies.set(name, fresh);
      fresh.value.catch(() => {
        if (copies.get(name) === fresh) copies.delete(name);
      });
      return fresh.value;
    },
    forget: (name) => void copies.delete(name),
  };
}
