import { type EmailProblem, readEmail } from "@tochka-rosta/texts";
import type { Clock } from "../clock.ts";
import type { Database, Queries } from "../database/database.ts";
import { composeLetter } from "./compose-letter.ts";
import { handOverLetter, type LetterDoor } from "./hand-over-letter.ts";
import type { LetterDraft } from "./letter.ts";
import {
  findNextDue,
  forgetOldLetters,
  insertLetter,
  isOutboxFull,
  isSuppressed,
  settleAttempt,
  takeDue,
} from "./outbox.ts";

/** Whether a letter is on its way, or why it will not be. */
export type PutResult =
  | { readonly ok: true; readonly id: string }
  | {
      readonly ok: false;
      readonly problem:
        | EmailProblem
        /** The platform sends no letters. */
        | "not_configured"
        /** The address does not exist, as a relay said before. */
        | "suppressed"
        /** This address has had ten within an hour, or a thousand wait. */
        | "too_many";
    };

/** Letters of the site. */
export interface Letters {
  /** Whether the platform sends any. */
  readonly isConfigured: boolean;
  /**
   * Keeps a letter in the given transaction; it is sent once that is committed, again and again until the relay has answered.
   *
   * @throws RangeError for a letter that no door takes: too long, or a subject of several lines
   */
  readonly put: (queries: Queries, draft: LetterDraft) => Promise<PutResult>;
}

/** The outbox as the process runs it. */
export interface LetterOutbox {
  /** Letters of one request, whose transactions are over when the request is. */
  readonly during: (request: object) => Letters;
  /** Sends what is due, if the request put a letter; never rejects. */
  readonly sendAfter: (request: object) => void;
  /** Sends what an earlier process has left. */
  readonly sendWaiting: () => void;
  readonly forgetOld: (now: Date) => Promise<void>;
  /** Resolves when the letter that is being handed over is. */
  readonly stop: () => Promise<void>;
}

interface Parts {
  readonly database: Database;
  readonly clock: Clock;
  /** Undefined where the platform has no door. */
  readonly door: LetterDoor | undefined;
  readonly origin: () => string;
  readonly log: { warn: (fields: object, message: string) => void };
}

const batch = 5;
/** A database that is away, or a clock that was moved: looked at again. */
const longestWaitMilliseconds = 15 * 60_000;

/** Opens the outbox; nothing is read before something was put, or `sendWaiting` is called. */
export function openLetters(parts: Parts): LetterOutbox {
  const sender = createSender(parts);
  const putting = new WeakSet<object>();
  return {
    during: (request) => ({
      isConfigured: parts.door !== undefined,
      put: async (queries, draft) => {
        const result = await putLetter(parts, queries, draft);
        if (result.ok) putting.add(request);
        return result;
      },
    }),
    sendAfter: (request) => {
      if (putting.has(request)) sender.start();
    },
    sendWaiting: sender.start,
    forgetOld: (now) => forgetOldLetters(parts.database, now),
    stop: sender.stop,
  };
}

async function putLetter({ clock, door, origin }: Parts, queries: Queries, draft: LetterDraft): Promise<PutResult> {
  if (door === undefined) return { ok: false, problem: "not_configured" };
  const read = readEmail(draft.to);
  if (!read.ok) return read;
  const letter = composeLetter(draft, read.address, origin());
  const now = clock.now();
  if (await isSuppressed(queries, read.address)) return { ok: false, problem: "suppressed" };
  if (await isOutboxFull(queries, read.address, now)) return { ok: false, problem: "too_many" };
  return { ok: true, id: await insertLetter(queries, letter, { now, validForSeconds: draft.validForSeconds }) };
}

/** Sends while letters are due, and wakes when the next one is: a site without waiting letters has no timer and no connection. */
function createSender({ database, clock, door, log }: Parts) {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isAskedAgain = false;
  let isStopped = false;
  const sendDue = async (to: LetterDoor): Promise<void> => {
    for (let due = await takeDue(database, clock.now(), batch); due.length > 0;) {
      for (const letter of due) {
        await settleAttempt(database, letter, await handOverLetter(to, letter), clock.now());
        // What was taken and not sent waits for its lease to end.
        if (isStopped) return;
      }
      due = await takeDue(database, clock.now(), batch);
    }
  };
  const wakeIn = (milliseconds: number): void => {
    if (isStopped) return;
    timer = setTimeout(start, Math.min(Math.max(milliseconds, 1_000), longestWaitMilliseconds)).unref();
  };
  const run = async (to: LetterDoor): Promise<void> => {
    try {
      await sendDue(to);
      const next = await findNextDue(database);
      if (next !== undefined) wakeIn(next.getTime() - clock.now().getTime());
    } catch (error) {
      log.warn({ err: error }, "letters wait: the database does not answer");
      wakeIn(60_000);
    }
  };
  function start(): void {
    if (door === undefined || isStopped) return;
    if (running !== undefined) {
      isAskedAgain = true;
      return;
    }
    clearTimeout(timer);
    running = run(door).finally(() => {
      running = undefined;
      if (!isAskedAgain) return;
      isAskedAgain = false;
      start();
    });
  }
  const stop = async (): Promise<void> => {
    isStopped = true;
    clearTimeout(timer);
    await running;
  };
  return { start, stop };
}
