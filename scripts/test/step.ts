import type { Tally } from "./tally.ts";

/** Runs one check as one test: a line with its time, and the reason when it fails. */
export async function runAsTest(name: string, run: () => Promise<unknown>): Promise<Tally> {
  const started = performance.now();
  const failure = await run().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  console.log(` ${failure === undefined ? "✓" : "✗"} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (failure !== undefined) console.log(failure);
  return { passed: failure === undefined ? 1 : 0, failed: failure === undefined ? 0 : 1, skipped: 0 };
}
