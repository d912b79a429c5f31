import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock, Log } from "@tochka-rosta/controller-runtime";
import { describeError } from "@tochka-rosta/service/errors";
import type { LetterMetrics } from "../decision/metrics.ts";
import type { EgressParty } from "../identity/clients.ts";
import type { Identify } from "../identity/identify.ts";
import type { LetterCounts } from "./letter-limits.ts";
import { maxLetterBytes, readLetter, type Letter } from "./read-letter.ts";
import type { Relay } from "./relay.ts";

/** Where letters are handed over. */
export const lettersPath = "/v1/letters";

/** What taking a letter needs. */
export interface LetterParts {
  readonly identify: Identify;
  readonly counts: LetterCounts;
  /** Undefined where the platform sends no letters. */
  readonly relay: Relay | undefined;
  readonly metrics: LetterMetrics;
  readonly clock: Clock;
  readonly log: Log;
}

/** The door's answer: 202 for a letter that the relay took, 422 for one that nobody will take, anything else for later. */
interface LetterAnswer {
  readonly status: 202 | 400 | 401 | 413 | 422 | 429 | 503;
  readonly code: string;
  readonly detail: string;
  readonly isAddressDead?: boolean;
  readonly retryAfterSeconds?: number;
}

const unconfiguredSeconds = 3_600;

/** Takes one letter, gives it to the relay, and answers what that said. Nothing of it is kept, and no address is logged. */
export async function serveLetter(
  parts: LetterParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { party, answer } = await take(parts, request);
    send(response, answer);
    const { code, status, detail } = answer;
    parts.metrics.letters.inc({ outcome: code, module: party?.module ?? "unknown" });
    const about = party && { tenant: party.tenant, instance: party.name, module: party.module };
    // The relay's words may name the address; what we say ourselves does not.
    parts.log.info({ ...about, status, outcome: code, ...(isOwnDetail(code) && { detail }) }, "letter");
  } catch (error) {
    parts.log.error({ error: describeError(error) }, "a letter could not be taken");
    send(response, {
      status: 503,
      code: "not_ready",
      detail: "the door cannot take letters now",
      retryAfterSeconds: 10,
    });
  }
}

function isOwnDetail(code: string): boolean {
  return code !== "letter_refused" && code !== "relay_postponed";
}

async function take(
  parts: LetterParts,
  request: IncomingMessage,
): Promise<{ readonly party?: EgressParty; readonly answer: LetterAnswer }> {
  const identified = await parts.identify(request.headers.authorization);
  if ("problem" in identified) return { answer: refuseCaller(identified.problem) };
  const { party } = identified;
  const leave = parts.counts.enter(party.id);
  if (leave === undefined) {
    const detail = "too many letters are under way, of this instance or of all";
    return { party, answer: { status: 429, code: "limit_reached", detail, retryAfterSeconds: 1 } };
  }
  try {
    return { party, answer: await takeOf(parts, party, request) };
  } finally {
    leave();
  }
}

async function takeOf(
  { counts, relay }: LetterParts,
  party: EgressParty,
  request: IncomingMessage,
): Promise<LetterAnswer> {
  const body = await readBody(request);
  if (body === undefined) {
    return { status: 413, code: "too_large", detail: `a letter has at most ${maxLetterBytes} bytes` };
  }
  const letter = readLetter(body);
  if ("problem" in letter) return { status: 422, code: "letter_unreadable", detail: letter.problem };
  if (relay === undefined) {
    const detail = "this platform sends no letters: its operator sets egress.mail in the chart";
    return { status: 503, code: "mail_not_configured", detail, retryAfterSeconds: unconfiguredSeconds };
  }
  const retryAfterSeconds = counts.take(party.id, party.madeAt);
  if (retryAfterSeconds !== undefined) {
    const detail = "this instance has sent as many letters as it may for now";
    return { status: 429, code: "limit_reached", detail, retryAfterSeconds };
  }
  return giveToRelay(relay, counts, letter, party);
}

function refuseCaller(problem: "not_ready" | "token_refused"): LetterAnswer {
  return problem === "not_ready"
    ? { status: 503, code: problem, detail: "the door does not know the instances yet", retryAfterSeconds: 1 }
    : { status: 401, code: problem, detail: "the door does not take this pod's token" };
}

async function giveToRelay(
  relay: Relay,
  counts: LetterCounts,
  letter: Letter,
  party: EgressParty,
): Promise<LetterAnswer> {
  const said = await relay.send(letter, party.id);
  switch (said.outcome) {
    case "accepted":
      return { status: 202, code: "accepted", detail: "the relay has the letter" };
    case "refused":
      counts.noteRefusal(party.id);
      return { status: 422, code: "letter_refused", detail: said.reply, isAddressDead: said.isAddressDead };
    case "postponed":
      return { status: 503, code: "relay_postponed", detail: said.reply };
  }
}

/** The whole body; undefined when it is too long, and the rest is not read. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxLetterBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts, length).toString();
}

function send(
  response: ServerResponse,
  { status, code, detail, isAddressDead, retryAfterSeconds }: LetterAnswer,
): void {
  const isAccepted = status === 202;
  const body = isAccepted
    ? { status: code }
    : {
        type: "about:blank",
        status,
        code,
        detail,
        ...(isAddressDead !== undefined && { is_address_dead: isAddressDead }),
      };
  response
    .writeHead(status, {
      "content-type": isAccepted ? "application/json" : "application/problem+json",
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
      ...(status === 413 && { connection: "close" }),
    })
    .end(JSON.stringify(body));
}
