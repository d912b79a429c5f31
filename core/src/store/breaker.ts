/** A call that was not made, since the last ones failed. */
export class BreakerOpenError extends Error {
  override readonly name = "BreakerOpenError";
}

export type CallOutcome = "answered" | "failed" | "skipped";

/** Stands before a service that has another way around it, and spares callers the wait while it does not answer. */
export interface Breaker {
  /**
   * Makes a call, or refuses to at once.
   * @throws BreakerOpenError while the service is given time; whatever the call throws otherwise
   */
  run<T>(call: () => Promise<T>): Promise<T>;
}

/**
 * Creates a breaker: a call that fails opens it for some seconds, in which calls fail at once; then one call goes through as a probe while the
 * others go on failing, and its answer closes the breaker or keeps it open for as long again. A frozen service so costs its callers one time-out.
 *
 * @param options.now a clock that only goes forward, in milliseconds
 */
export function createBreaker(options: {
  readonly now: () => number;
  readonly openMilliseconds: number;
  readonly onCall: (outcome: CallOutcome) => void;
}): Breaker {
  const { now, openMilliseconds, onCall } = options;
  let openUntil = -Infinity;
  let isOpen = false;
  let isProbing = false;
  return {
    run: async (call) => {
      if (isOpen && (isProbing || now() < openUntil)) {
        onCall("skipped");
        throw new BreakerOpenError("the service has not answered lately; it is not asked for some seconds");
      }
      const isProbe = isOpen;
      if (isProbe) isProbing = true;
      try {
        const answer = await call();
        isOpen = false;
        onCall("answered");
        return answer;
      } catch (error) {
        isOpen = true;
        openUntil = now() + openMilliseconds;
        onCall("failed");
        throw error;
      } finally {
        if (isProbe) isProbing = false;
      }
    },
  };
}
