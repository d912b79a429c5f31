/** Waits until a condition holds, looking every few milliseconds; throws after `timeoutMilliseconds`. */
export async function eventually(isMet: () => boolean, timeoutMilliseconds = 10_000): Promise<void> {
  const until = performance.now() + timeoutMilliseconds;
  while (!isMet()) {
    if (performance.now() > until) throw new Error(`never came true: ${isMet.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
