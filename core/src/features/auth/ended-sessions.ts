import {
  clockToleranceSeconds,
  handoverSeconds,
  mostEndedSessions,
  ownerSessionSeconds,
  type EndedSessionsClaims,
} from "@tochka-rosta/service/handover";
import type { Context } from "../../context.ts";
import { findEndedHandovers } from "./store.ts";

const cacheName = "ended-sessions";
/** Modules read it once a minute each: many of them share one copy. */
const cacheSeconds = 3;

/** A module's session begins up to this long after its hand-over was noted. */
const beginSeconds = handoverSeconds + 2 * clockToleranceSeconds;
/** How long after its hand-over a module's session may live. */
export const handoverLifeSeconds = ownerSessionSeconds + beginSeconds;

/** The signed list that modules read: sessions from which an owner was handed over and that have ended since. */
export function readEndedSessions(context: Context): Promise<string> {
  return context.cache.read(cacheName, cacheSeconds, async () => {
    const claims = await buildEndedSessions(context);
    context.metrics.endedSessionsListed.set(claims.sids.length);
    return context.tokens.signEndedSessions(claims);
  });
}

/** The list must name a session that has just ended. */
export function forgetEndedSessions({ cache }: Pick<Context, "cache">): void {
  cache.forget(cacheName);
}

/** More than the list takes are ended by the time of their hand-over: owners whose sessions live come back with one click. */
async function buildEndedSessions({ clock, database }: Context): Promise<EndedSessionsClaims> {
  const since = new Date(clock.now().getTime() - handoverLifeSeconds * 1000);
  const rows = await findEndedHandovers(database, since, mostEndedSessions + 1);
  const sids = rows.slice(0, mostEndedSessions).map(({ sessionId }) => sessionId);
  const leftOut = rows[mostEndedSessions];
  if (!leftOut) return { sids };
  return { sids, before: Math.ceil(leftOut.handedOverAt.getTime() / 1000) + beginSeconds };
}
