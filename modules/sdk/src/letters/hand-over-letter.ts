import { request } from "node:http";
import type { ReadToken } from "@tochka-rosta/service/egress";
import type { Attempt, DueLetter } from "./outbox.ts";

/** Where letters are handed over. */
export interface LetterDoor {
  /** `EGRESS_URL`. */
  readonly url: string;
  readonly readToken: ReadToken;
}

const timeoutMilliseconds = 30_000;
const maxAnswerBytes = 16 * 1024;

interface Answer {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly body: { readonly code?: unknown; readonly detail?: unknown; readonly is_address_dead?: unknown };
}

/**
 * Hands a letter to the door, which gives it to the platform's relay at once and answers what that said. Whatever is no clear answer is
 * tried again: the letter's id is its Message-ID, so that a mailbox shows one that came twice as one.
 */
export async function handOverLetter(door: LetterDoor, { id, content }: DueLetter): Promise<Attempt> {
  try {
    const { to, fromName, replyTo, subject, text, html } = content;
    const letter = { id, to, from_name: fromName, reply_to: replyTo, subject, text, html };
    return evaluate(await post(door, JSON.stringify(letter)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { outcome: "postponed", reason: `the door did not answer: ${reason}`, retryAfterSeconds: undefined };
  }
}

function evaluate({ status, retryAfterSeconds, body }: Answer): Attempt {
  if (status === 202) return { outcome: "accepted" };
  const reason = typeof body.detail === "string" ? body.detail.slice(0, 500) : `the door answered ${status}`;
  if (status === 422) return { outcome: "refused", reason, isAddressDead: body.is_address_dead === true };
  return { outcome: "postponed", reason, retryAfterSeconds };
}

async function post({ url, readToken }: LetterDoor, body: string): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${await readToken()}`,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
  };
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const options = { method: "POST", headers, agent: false, signal: AbortSignal.timeout(timeoutMilliseconds) } as const;
  const sent = request(new URL("/v1/letters", url), options, (response) => {
    const parts: Buffer[] = [];
    let length = 0;
    response.on("data", (part: Buffer) => {
      length += part.length;
      if (length <= maxAnswerBytes) parts.push(part);
      else response.destroy(new Error("the answer is too long"));
    });
    response.once("error", reject);
    response.once("end", () => {
      const retryAfter = Number(response.headers["retry-after"]);
      resolve({
        status: response.statusCode ?? 0,
        retryAfterSeconds: retryAfter > 0 ? retryAfter : undefined,
        body: readObject(Buffer.concat(parts).toString()),
      });
    });
  });
  sent.once("error", reject);
  sent.end(body);
  return promise;
}

function readObject(text: string): Answer["body"] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {}; // A proxy's page: the status says enough.
  }
}
