import type { Context } from "../../context.ts";
import { deleteExpired } from "./store.ts";

const intervalMilliseconds = 3_600_000;

/** Deletes expired codes and sessions now and every hour; returns the way to stop. Several replicas doing it do no harm. */
export function scheduleCleaning({ clock, database, log }: Context): () => Promise<void> {
  let running = Promise.resolve();
  const clean = (): void => {
    running = deleteExpired(database, clock.now()).catch((error: unknown) => {
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
