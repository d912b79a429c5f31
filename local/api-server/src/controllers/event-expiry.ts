import type { ApiContext } from "../context.ts";
import { showValue } from "../objects.ts";

const EVENTS = "/events";
const LIFETIME_MILLISECONDS = 60 * 60 * 1000;
const SWEEP_MILLISECONDS = 60 * 1000;

/** Removes events an hour after they were last written, as the API server does. */
export class ExpireEvents {
  readonly #timer: NodeJS.Timeout;

  constructor(context: ApiContext) {
    this.#timer = setInterval(() => removeExpired(context), SWEEP_MILLISECONDS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function removeExpired(context: ApiContext): void {
  const limit = context.clock() - LIFETIME_MILLISECONDS;
  for (const entry of [...context.store.collection(EVENTS).entries()]) {
    const { lastTimestamp, eventTime } = entry.object;
    const moment = showValue(lastTimestamp ?? eventTime ?? entry.object.metadata.creationTimestamp);
    if (Date.parse(moment) < limit) context.store.remove(entry);
  }
}
