import { readEmail, readLine } from "@tochka-rosta/texts";
import { Type } from "typebox";
import { Check, Errors } from "typebox/value";

/**
 * A letter as modules send it. Texts only: the mail library would read a file or fetch an address that an object names.
 * `modules/sdk/src/letters/hand-over-letter.ts` writes it.
 */
const letterSchema = Type.Object(
  {
    id: Type.String({ pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" }),
    to: Type.String({ maxLength: 320 }),
    from_name: Type.String({ maxLength: 400 }),
    reply_to: Type.Optional(Type.String({ maxLength: 320 })),
    subject: Type.String({ maxLength: 1_000 }),
    text: Type.String({ maxLength: 250_000 }),
    html: Type.Optional(Type.String({ maxLength: 400_000 })),
  },
  { additionalProperties: false },
);

/** A letter whose every part is what it should be. */
export interface Letter {
  /** Its Message-ID is made of it, so that a mailbox shows a letter that came twice as one. */
  readonly id: string;
  readonly to: string;
  readonly fromName: string;
  readonly replyTo: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
}

/** The most bytes of a letter's JSON. */
export const maxLetterBytes = 768 * 1024;

/** Reads a letter, or says what is wrong with it. Pure. */
export function readLetter(body: string): Letter | { readonly problem: string } {
  const value = parse(body);
  if (!Check(letterSchema, value)) return { problem: describe(value) };
  const { id, to, from_name: fromName, reply_to: replyTo, subject, text, html } = value;
  const receiver = readEmail(to);
  if (!receiver.ok) return { problem: `to is not one e-mail address (${receiver.problem})` };
  const answers = replyTo === undefined ? undefined : readEmail(replyTo);
  if (answers?.ok === false) return { problem: `reply_to is not one e-mail address (${answers.problem})` };
  const lines = {
    from_name: readLine(fromName, { minLength: 1, maxLength: 80 }),
    subject: readLine(subject, { minLength: 1, maxLength: 200 }),
  };
  for (const [name, line] of Object.entries(lines)) {
    if (!line.ok) return { problem: `${name} is no line of text that a letter can bear (${line.problem})` };
  }
  return {
    id,
    to: receiver.address,
    fromName: lines.from_name.ok ? lines.from_name.text : "",
    replyTo: answers?.ok ? answers.address : undefined,
    subject: lines.subject.ok ? lines.subject.text : "",
    text,
    html,
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The first field that is wrong, never what it holds. */
function describe(value: unknown): string {
  const [first] = Errors(letterSchema, value);
  return first === undefined
    ? "the body is no JSON object"
    : `${first.instancePath.slice(1) || "the body"} ${first.message}`;
}
