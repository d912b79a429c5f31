/** Returns a function that runs work with at most `permits` running at once; the others wait in order. */
export function createSemaphore(permits: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = permits;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // A permit passes from hand to hand, so that a newcomer cannot overtake the queue.
      if (next) next();
      else free++;
    }
  };
}
