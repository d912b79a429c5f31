/** The start was given up because of Ctrl-C or a signal. */
export class StopRequested extends Error {
  override readonly name = "StopRequested";
}

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** One Ctrl-C may arrive several times: from the terminal, from npm, from the bootstrap. */
const sameRequestMilliseconds = 1_000;

/** Turns the first Ctrl-C (or SIGTERM, or the terminal's closing) into an abort; a later one ends this process at once. */
export function listenForStop(onRequest: () => void): { signal: AbortSignal; close(): void } {
  const controller = new AbortController();
  let requestedAt = 0;
  const onSignal = () => {
    if (!controller.signal.aborted) {
      requestedAt = Date.now();
      onRequest();
      controller.abort(new StopRequested("stopped while starting"));
    } else if (Date.now() - requestedAt > sameRequestMilliseconds) {
      // Programs end by themselves: each has a watcher that notices our end.
      process.exit(130);
    }
  };
  for (const name of stopSignals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    close: () => {
      for (const name of stopSignals) process.off(name, onSignal);
    },
  };
}
