// Long because the lines and the counts are one state, which entering, leaving and refusing share.
import { RefusedError, refusals } from "../route/refusals.ts";
import type { ConcurrencyLimit } from "../limits.ts";

interface Waiter {
  readonly start: () => void;
  readonly refuse: (note: string) => void;
}

/** Lets so many requests run at once; the others wait, and addresses take turns. */
export interface ConcurrencyLimiter {
  /**
   * Waits for a turn.
   * @returns what to call when the work is done; calling it again is harmless
   * @throws RefusedError `busy` when too many wait, or the turn did not come in time
   */
  readonly enter: (address: string) => Promise<() => void>;
  readonly count: () => { readonly running: number; readonly waiting: number };
}

/**
 * Whoever asks much waits for himself: each address has a line of its own, and the lines take turns. A full room refuses the last of the
 * longest line, so that a newcomer finds a place.
 */
export function createConcurrencyLimiter(limit: ConcurrencyLimit, waitMilliseconds: number): ConcurrencyLimiter {
  /** In the order in which addresses take turns. */
  const lines = new Map<string, Waiter[]>();
  let running = 0;
  let waiting = 0;

  const remove = (address: string, waiter: Waiter): void => {
    const line = lines.get(address)?.filter((other) => other !== waiter) ?? [];
    waiting -= 1;
    if (line.length === 0) lines.delete(address);
    else lines.set(address, line);
  };

  const leave = (): void => {
    running -= 1;
    const next = lines.entries().next();
    if (next.done) return;
    const [address, [waiter]] = next.value;
    if (!waiter) return;
    remove(address, waiter);
    const rest = lines.get(address);
    // Behind all others: the next turn is another's.
    if (rest && lines.delete(address)) lines.set(address, rest);
    waiter.start();
  };

  const turn = (): (() => void) => {
    running += 1;
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      leave();
    };
  };

  const makeRoom = (address: string): boolean => {
    const own = lines.get(address)?.length ?? 0;
    const [longest, line] = [...lines].reduce((most, entry) => (entry[1].length > most[1].length ? entry : most), [
      "",
      [],
    ] as [string, Waiter[]]);
    const last = line.at(-1);
    if (!last || line.length <= own + 1) return false;
    remove(longest, last);
    last.refuse("others had to wait for this address");
    return true;
  };

  const wait = (address: string): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const refuse = (note: string): void => {
        clearTimeout(timer);
        reject(new RefusedError(refusals.busy, note));
      };
      const waiter: Waiter = {
        start: () => {
          clearTimeout(timer);
          resolve(turn());
        },
        refuse,
      };
      const timer = setTimeout(() => {
        remove(address, waiter);
        refuse(`its turn did not come within ${waitMilliseconds} ms`);
      }, waitMilliseconds);
      waiting += 1;
      lines.set(address, [...(lines.get(address) ?? []), waiter]);
    });

  return {
    enter: (address) => {
      if (running < limit.running) return Promise.resolve(turn());
      if (waiting >= limit.waiting && !makeRoom(address)) {
        return Promise.reject(new RefusedError(refusals.busy, "too many requests are waiting"));
      }
      return wait(address);
    },
    count: () => ({ running, waiting }),
  };
}
