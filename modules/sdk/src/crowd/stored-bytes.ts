// Long because what is held is one state, which taking, waiting and cutting share.
import type { ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import type { SiteLimits } from "../limits.ts";
import type { StoredBytes } from "../database/stored-bytes.ts";
import { RefusedError, refusals } from "../route/refusals.ts";

/** What is asked for before its size is known counts as so much. */
const UNKNOWN_BYTES = 2 * 1024 * 1024;

interface Entry {
  readonly reading: Promise<StoredBytes | undefined>;
  size: number;
  /** Whom it is being sent to, since when. */
  readonly readers: Map<ServerResponse, number>;
}

/** Stored bytes, such as pictures, each held once for all who ask for it at the same time. */
export interface StoredBytesPool {
  /**
   * The bytes under a key, read at most once while anybody needs them.
   * @throws RefusedError `busy` when too many others are being sent
   */
  readonly take: (
    key: string,
    read: () => Promise<StoredBytes | undefined>,
    response: ServerResponse,
  ) => Promise<StoredBytes | undefined>;
  readonly count: () => { readonly entries: number; readonly bytes: number };
}

type Limits = Pick<SiteLimits, "storedBytes" | "keptBytes" | "graceMilliseconds" | "waitMilliseconds">;

/** A hundred readers of one picture hold it once; where there is no room for another, the readers that take longest are cut. */
export function createStoredBytesPool(limits: Limits, clock: Clock): StoredBytesPool {
  /** In the order of last use. */
  const entries = new Map<string, Entry>();
  let held = 0;
  const waiters = new Set<() => void>();

  const wake = (): void => {
    for (const waiter of waiters) waiter();
    waiters.clear();
  };

  const remove = (key: string, entry: Entry): void => {
    if (entries.get(key) !== entry) return;
    entries.delete(key);
    held -= entry.size;
  };

  const removeIdle = (least: number): void => {
    for (const [key, entry] of entries) {
      if (held <= least) return;
      if (entry.readers.size === 0) remove(key, entry);
    }
  };

  const cutSlowest = (): boolean => {
    const now = clock.monotonic();
    for (const [key, entry] of entries) {
      const since = [...entry.readers.values()];
      if (!since.every((moment) => now - moment >= limits.graceMilliseconds)) continue;
      const readers = [...entry.readers.keys()];
      entry.readers.clear();
      remove(key, entry);
      for (const response of readers) response.destroy();
      return true;
    }
    return false;
  };

  const makeRoom = (): boolean => {
    removeIdle(limits.storedBytes - UNKNOWN_BYTES);
    while (held + UNKNOWN_BYTES > limits.storedBytes) if (!cutSlowest()) return false;
    return true;
  };

  /** Until somebody has been sent what he asked for. */
  const waitForRoom = (deadline: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const waiter = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(
        () => {
          waiters.delete(waiter);
          reject(new RefusedError(refusals.busy, "too many stored bytes are being sent"));
        },
        Math.max(0, deadline - performance.now()),
      );
      waiters.add(waiter);
    });

  const open = (key: string, read: () => Promise<StoredBytes | undefined>): Entry => {
    const entry: Entry = { reading: read(), size: UNKNOWN_BYTES, readers: new Map() };
    entries.set(key, entry);
    held += entry.size;
    return entry;
  };

  return {
    take: async (key, read, response) => {
      const deadline = performance.now() + limits.waitMilliseconds;
      while (!entries.has(key) && !makeRoom()) await waitForRoom(deadline);
      // Nobody will hear of the end of a request that has ended while waiting.
      if (response.destroyed) throw new RefusedError(refusals.busy, "the visitor has gone");
      const entry = entries.get(key) ?? open(key, read);
      entry.readers.set(response, clock.monotonic());
      response.once("close", () => {
        entry.readers.delete(response);
        removeIdle(limits.keptBytes);
        wake();
      });
      try {
        const stored = await entry.reading;
        const size = stored?.bytes.length ?? 0;
        if (entries.get(key) === entry) {
          held += size - entry.size;
          entry.size = size;
          wake();
          if (!stored) remove(key, entry);
          // Last in the order: it has just been used.
          else if (entries.delete(key)) entries.set(key, entry);
        }
        return stored;
      } catch (error) {
        remove(key, entry);
        wake();
        throw error;
      }
    },
    count: () => ({ entries: entries.size, bytes: held }),
  };
}
