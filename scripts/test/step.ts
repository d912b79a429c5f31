import type { Tally } from "./tally.ts";

/** Thrown by a check that this machine cannot make: it counts as skipped, and its message says what is missing. */
export class CannotRunHere extends Error {
  override readonly name = "CannotRunHere";
}

/** Runs one check as one test: a line with its time, and the reason when it fails or cannot run here. */
export async function runAsTest(name: string, run: () => Promise<unknown>): Promise<Tally> {
  const started = performance.now();
  const failure = await run().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  const isSkipped = failure instanceof CannotRunHere;
  const sign = failure === undefined ? "✓" : isSkipped ? "↓" : "✗";
  console.log(` ${sign} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (failure !== undefined) console.log(isSkipped ? `   skipped: ${failure.message}` : failure.message);
  return {
    passed: failure === undefined ? 1 : 0,
    failed: failure === undefined || isSkipped ? 0 : 1,
    skipped: isSkipped ? 1 : 0,
  };
}
