import type { Context } from "../../context.ts";
import { forgetEndedSessions } from "./ended-sessions.ts";
import { findLivingSessions } from "./store.ts";

/** A message may be lost, and a session also ends by its time: streams are held against the database this often. */
const checkMilliseconds = 15_000;

/** Ends the event streams of sessions that have ended, on whatever replica that was; returns the way to stop. */
export function followSessionEnds(context: Context): () => Promise<void> {
  const { bus, log, sessionReads, streams } = context;
  const unsubscribe = bus.subscribe("sessionsEnded", ({ userId, sessionId }) => {
    sessionReads.forget();
    forgetEndedSessions(context);
    streams.stopWhere((owner) => owner.userId === userId && (sessionId === null || owner.sessionId === sessionId));
  });
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = stopEndedStreams(context).catch((error: unknown) => {
      log.warn({ err: error }, "the sessions of event streams could not be checked; the next check tries again");
    });
  }, checkMilliseconds);
  return async () => {
    clearInterval(timer);
    unsubscribe();
    await running;
  };
}

/** One query for all streams of this process. */
export async function stopEndedStreams({
  clock,
  database,
  streams,
}: Pick<Context, "clock" | "database" | "streams">): Promise<void> {
  const ids = streams.sessionIds();
  if (ids.length === 0) return;
  const asked = new Set(ids);
  const living = new Set(await findLivingSessions(database, ids, clock.now()));
  streams.stopWhere(({ sessionId }) => asked.has(sessionId) && !living.has(sessionId));
}
