import type { Tally } from "./tally.ts";

/** Thrown by a check that this machine cannot make: it counts as skipped, and its message says what is missing. */
export class CannotRunHere extends Error {
  override readonly name = "CannotRunHere";
}

/** What a check that passed resolves to when it is tests of another tool and some of them were skipped: each counts as one. */
export class PassedButFor {
  readonly skipped: readonly string[];

  constructor(skipped: readonly string[]) {
    this.skipped = skipped;
  }
}

/** Runs one check as one test: a line with its time, and the reason when it fails or cannot run here. */
export async function runAsTest(name: string, run: () => Promise<unknown>): Promise<Tally> {
  const started = performance.now();
  const outcome = await run().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  const isSkipped = outcome instanceof CannotRunHere;
  const isFailed = outcome instanceof Error && !isSkipped;
  const sign = isFailed ? "✗" : isSkipped ? "↓" : "✓";
  console.log(` ${sign} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (isFailed) console.log(outcome.message);
  const skipped = isSkipped ? [outcome.message] : outcome instanceof PassedButFor ? outcome.skipped : [];
  for (const reason of skipped) console.log(`   skipped: ${reason}`);
  return { passed: isFailed || isSkipped ? 0 : 1, failed: isFailed ? 1 : 0, skipped: skipped.length };
}
