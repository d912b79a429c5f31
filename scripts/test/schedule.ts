import type { Suite } from "./suite.ts";

/**
 * Runs suites side by side: each when those that it comes after have ended, no more than `slots` at once, in the given order
 * where several could start. Resolves to their results in the given order.
 */
export async function runSideBySide<Result>(
  suites: readonly Suite[],
  slots: number,
  run: (suite: Suite) => Promise<Result>,
): Promise<readonly Result[]> {
  const waiting = new Set(suites);
  const running = new Map<Suite, Promise<void>>();
  const results = new Map<Suite, Result>();
  const isOver = (name: string) => ![...waiting, ...running.keys()].some((suite) => suite.name === name);

  while (waiting.size + running.size > 0) {
    for (const suite of waiting) {
      if (running.size >= slots || !suite.after.every(isOver)) continue;
      waiting.delete(suite);
      const ended = run(suite).then((result) => void results.set(suite, result));
      running.set(
        suite,
        ended.finally(() => running.delete(suite)),
      );
    }
    if (running.size === 0) throw new Error(`These suites wait for each other: ${namesOf(waiting)}`);
    await Promise.race(running.values());
  }
  return suites.flatMap((suite) => results.get(suite) ?? []);
}

function namesOf(suites: ReadonlySet<Suite>): string {
  return [...suites].map(({ name }) => name).join(", ");
}
