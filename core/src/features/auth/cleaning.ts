import type { Context } from "../../context.ts";
import { handoverLifeSeconds } from "./ended-sessions.ts";
import { deleteExpired, deleteHandovers } from "./store.ts";

const intervalMilliseconds = 3_600_000;

/** Deletes expired codes and sessions now and every hour; returns the way to stop. Several replicas doing it do no harm. */
export function scheduleCleaning({ clock, database, log }: Context): () => Promise<void> {
  let running = Promise.resolve();
  const clean = (): void => {
    const now = clock.now();
    const handoversOver = new Date(now.getTime() - handoverLifeSeconds * 1000);
    running = Promise.all([deleteExpired(database, now), deleteHandovers(database, handoversOver)])
      .then(() => undefined)
      .catch((error: unknown) => {
        log.warn({ err: error }, "expired codes and sessions could not be deleted; the next hour tries again");
      });
  };
  clean();
  const timer = setInterval(clean, intervalMilliseconds);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
