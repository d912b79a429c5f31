import type { Language } from "../text/language.ts";

/** What somebody is to be told by mail. Plain words: how the letter looks is the SDK's business. */
export interface LetterDraft {
  /** As it was typed; read by `readEmail`. */
  readonly to: string;
  /** One line, at most 200 characters. */
  readonly subject: string;
  /** At most fifty, of at most 4,000 characters each. */
  readonly paragraphs: readonly string[];
  /** One button below them, to a page of this site. */
  readonly action?: { readonly label: string; readonly path: string };
  /** The name that the receiver sees as the sender: the shop's. */
  readonly fromName: string;
  /** Where answers go; left out, nowhere. */
  readonly replyTo?: string;
  readonly language: Language;
  /** After this it is not sent any more, such as a code. Default: three days. */
  readonly validForSeconds?: number;
}

/** A letter as the door takes it. */
export interface ComposedLetter {
  readonly to: string;
  readonly fromName: string;
  readonly replyTo: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Of one letter; the door refuses longer ones (`egress/src/letters/letter-schema.ts`). */
export const letterLimits = { subject: 200, fromName: 80, paragraphs: 50, paragraph: 4_000 } as const;
