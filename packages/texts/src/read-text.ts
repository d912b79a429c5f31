import { controlPattern, directionPattern, hasVisibleCharacter, loneSurrogatePattern } from "./characters.ts";

/** Why a text is not taken. */
export type TextProblem =
  /** Nothing was typed, or whitespace only. */
  | "empty"
  /** Fewer code points than required. */
  | "too_short"
  /** More code points than allowed. It is never cut: a cut text is another text. */
  | "too_long"
  /** NUL, escape, bell and the like. */
  | "control_character"
  /** Half of a surrogate pair: something cut the text in mid-character before it came here. */
  | "broken_character"
  /** A character that makes the rest of the line read in another order than it is stored. */
  | "direction_control"
  /** Characters, but none that anybody can see. */
  | "invisible";

/** A text as it is stored, or why it is not taken. */
export type TextResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: TextProblem; readonly length: number };

/** Lengths are counted in code points of the normalised text. */
export interface TextLimits {
  /** Zero (the default) takes an empty text; otherwise an empty one is refused as `empty`. */
  readonly minLength?: number;
  readonly maxLength: number;
}

/**
 * Reads a text of one line. Line ends and tabs become spaces, so that pasted words stay apart; no-break spaces, joiners and soft hyphens
 * stay as they are; the ends are trimmed; the result is in NFC.
 *
 * @example
 * readLine("Размер\tЦена", { maxLength: 80 }); // { ok: true, text: "Размер Цена" }
 * readLine("A\u0000B", { maxLength: 80 }); // { ok: false, problem: "control_character", length: 3 }
 */
export function readLine(typed: string, limits: TextLimits): TextResult {
  return read(typed.replace(/\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g, " "), limits);
}

/**
 * Reads a text of several lines. Every kind of line end becomes `\n`, tabs stay; otherwise as {@link readLine}.
 *
 * @example
 * readParagraphs("first\r\nsecond", { maxLength: 80 }); // { ok: true, text: "first\nsecond" }
 */
export function readParagraphs(typed: string, limits: TextLimits): TextResult {
  return read(typed.replace(/\r\n|[\v\f\r\u0085\u2028\u2029]/g, "\n"), limits);
}

/** The length of a text as limits count it, in code points: a letter of any alphabet is one, a family emoji is several. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function read(spaced: string, { minLength = 0, maxLength }: TextLimits): TextResult {
  const text = spaced.normalize("NFC").trim();
  const length = countCodePoints(text);
  const problem = findProblem(text, length, minLength, maxLength);
  return problem === undefined ? { ok: true, text } : { ok: false, problem, length };
}

function findProblem(text: string, length: number, minLength: number, maxLength: number): TextProblem | undefined {
  if (loneSurrogatePattern.test(text)) return "broken_character";
  if (controlPattern.test(text)) return "control_character";
  if (directionPattern.test(text)) return "direction_control";
  if (text === "") return minLength > 0 ? "empty" : undefined;
  if (!hasVisibleCharacter(text)) return "invisible";
  if (length > maxLength) return "too_long";
  return length < minLength ? "too_short" : undefined;
}
