import {
  clockToleranceSeconds,
  endedSessionsSeconds,
  endedSessionsType,
  endedSessionsUrl,
} from "@tochka-rosta/service/handover";
import type { FastifyBaseLogger } from "fastify";
import type { Database } from "../database/database.ts";
import type { InstanceIdentity } from "../instance/identity.ts";
import type { KeySet } from "./key-set.ts";
import { readPlatformText } from "./read-platform-text.ts";
import { closeEndedSessions, type LivingSession } from "./sessions.ts";

/** An answer is good for this long without asking again. */
const FRESH_MILLISECONDS = 60_000;
/** How long the last answer allows changes; reading goes on. */
const TRUSTED_MILLISECONDS = 10 * 60_000;
/** After a failure people do not wait for another one at once. */
const RETRY_MILLISECONDS = 5_000;

/** Follows which sessions of the platform have ended, since an owner's session here ends with the one that it came from. */
export interface EndedSessions {
  /**
   * Asks the platform when the last answer is over a minute old, and closes what has ended. Requests that meet share one question. A platform
   * that does not answer is no error: the last answer stays.
   * @returns whether sessions were closed, so that who was found before must be looked for again
   */
  readonly refresh: (identity: InstanceIdentity, log: FastifyBaseLogger) => Promise<boolean>;
  /** Whether the platform has answered recently enough to let this session change anything. */
  readonly mayChange: (session: LivingSession) => boolean;
}

interface Parts {
  readonly database: Database;
  readonly keySet: KeySet;
  readonly now: () => Date;
}

/** Opens the follower of ended sessions; nothing is asked before an owner's request comes. */
export function openEndedSessions({ database, keySet, now }: Parts): EndedSessions {
  let answeredAt = -Infinity;
  /** When the platform last said that it keeps no such list: the release before, whose hand-overs name no session. */
  let listlessAt = -Infinity;
  let askedAt = -Infinity;
  let asking: Promise<boolean> | undefined;
  const age = (at: number): number => now().getTime() - at;

  const ask = async (identity: InstanceIdentity, log: FastifyBaseLogger): Promise<boolean> => {
    askedAt = now().getTime();
    try {
      const text = await readPlatformText(endedSessionsUrl(identity.core.jwksUrl));
      if (text === "absent") {
        listlessAt = now().getTime();
        return false;
      }
      const { sids, before } = await verify(text, identity);
      const closed = await closeEndedSessions(database, sids, before);
      if (closed > 0) log.info({ closed }, "owner sessions ended with the session of the platform that they came from");
      answeredAt = now().getTime();
      return closed > 0;
    } catch (error) {
      log.warn({ err: error }, "the platform did not say which sessions have ended");
      return false;
    }
  };

  const verify = async (text: string, { core }: InstanceIdentity): Promise<{ sids: string[]; before?: number }> => {
    const { jwtVerify } = await import("jose");
    const { payload } = await jwtVerify(text, await keySet(core.jwksUrl), {
      algorithms: ["RS256"],
      typ: endedSessionsType,
      issuer: core.issuer,
      audience: "modules",
      maxTokenAge: endedSessionsSeconds,
      clockTolerance: clockToleranceSeconds,
      currentDate: now(),
    });
    const { sids, before } = payload;
    if (!Array.isArray(sids) || !sids.every((sid) => typeof sid === "string")) throw new Error("the list has no sids");
    return { sids, ...(typeof before === "number" && { before }) };
  };

  return {
    refresh: async (identity, log) => {
      const isFresh = age(Math.max(answeredAt, listlessAt)) < FRESH_MILLISECONDS;
      if (isFresh || (asking === undefined && age(askedAt) < RETRY_MILLISECONDS)) return false;
      asking ??= ask(identity, log).finally(() => (asking = undefined));
      return asking;
    },
    mayChange: ({ isNamed }) => age(isNamed ? answeredAt : Math.max(answeredAt, listlessAt)) < TRUSTED_MILLISECONDS,
  };
}
