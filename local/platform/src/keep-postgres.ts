import { setTimeout as sleep } from "node:timers/promises";
import type { NoticeListener, PostgresServer } from "@tochka-rosta/testing";

/** Before each attempt to start it again, in milliseconds; after the last one it is given up. */
const pauses = [200, 1_000, 2_000, 4_000, 8_000, 16_000] as const;
/** Who has lived this long begins with the first pause again. */
const settledMilliseconds = 60_000;

export interface KeepOptions {
  readonly notify?: NoticeListener | undefined;
  readonly pause?: (milliseconds: number) => Promise<unknown>;
  readonly now?: () => number;
}

/**
 * Starts PostgreSQL, and starts it again at the same port when it ends unasked: one that was killed finds its data. What is returned is
 * whichever server runs now; it has `exited` once it was stopped, or was given up after six attempts.
 * @param start starts it, at a port where one is given
 */
export async function keepPostgres(
  start: (port: number | undefined) => Promise<PostgresServer>,
  { notify = () => undefined, pause = sleep, now = () => performance.now() }: KeepOptions = {},
): Promise<PostgresServer> {
  let current = await start(undefined);
  const stopped = Promise.withResolvers<undefined>();
  let isStopping = false;
  const watch = async (): Promise<void> => {
    let startedAt = now();
    for (let attempt = 0; ;) {
      await current.exited;
      if (now() - startedAt > settledMilliseconds) attempt = 0;
      let problem = "";
      for (let isBack = false; !isBack;) {
        const milliseconds = pauses[attempt];
        if (isStopping) return;
        if (milliseconds === undefined) return notify(`PostgreSQL does not come back${problem}.`);
        attempt += 1;
        notify(
          `PostgreSQL ended unasked: starting it again in ${milliseconds / 1000} s (attempt ${attempt} of ${pauses.length}).`,
        );
        await Promise.race([pause(milliseconds), stopped.promise]);
        if (isStopping) return;
        try {
          current = await start(current.port);
          isBack = true;
        } catch (error) {
          problem = `: ${error instanceof Error ? error.message : String(error)}`;
        }
      }
      startedAt = now();
      notify("PostgreSQL is back, with its data.");
      // A stop that came meanwhile has met the server before.
      if (isStopping) await current.stop();
    }
  };
  const exited = watch();
  return {
    host: current.host,
    port: current.port,
    user: current.user,
    password: current.password,
    get pid() {
      return current.pid;
    },
    url: (database) => current.url(database),
    exited,
    stop: async () => {
      isStopping = true;
      stopped.resolve(undefined);
      await current.stop();
      await exited;
    },
  };
}
