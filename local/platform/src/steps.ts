/** Told when a step of the start begins and ends (fresh: there was nothing to do); seconds since it began. */
export type StepListener = (name: string, state: "started" | "done" | "fresh" | "failed", seconds: number) => void;

/** Runs one named step and tells how it went. */
export async function runStep<T>(name: string, listener: StepListener | undefined, work: () => Promise<T>): Promise<T> {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  listener?.(name, "started", 0);
  try {
    const result = await work();
    listener?.(name, "done", seconds());
    return result;
  } catch (error) {
    listener?.(name, "failed", seconds());
    throw error;
  }
}

/** Waits for all, then rejects if one did: nothing may still be starting while we clean up. */
export async function allOrFirstFailure(work: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failure = results.find((result) => result.status === "rejected");
  if (failure) throw failure.reason;
}
