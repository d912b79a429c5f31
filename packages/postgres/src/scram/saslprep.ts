import { leftToRightRanges, rightToLeftRanges, unassignedRanges } from "./stringprep-tables.ts";

const ascii = /^\p{ASCII}*$/u;

/** RFC 3454 C.1.2: spaces outside of ASCII become one. PostgreSQL looks here before it drops U+200B as B.1 has it. */
const otherSpaces = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;

/** RFC 3454 B.1: what is mapped to nothing; one class would be read as one emoji. */
const mappedToNothing = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;

/** RFC 3454 C.2 to C.9, what a prepared password may not hold. C.1.2 and B.1 are gone by then. */
const prohibited = new RegExp(
  [
    "[\\0-\\x1f\\x7f-\\x9f\\u06dd\\u070f\\u180e\\u2028\\u2029\\u2060-\\u2063\\u206a-\\u206f\\ufff9-\\uffff]",
    "[\\u{1d173}-\\u{1d17a}\\ue000-\\uf8ff\\u{f0000}-\\u{10ffff}\\ufdd0-\\ufdef\\ud800-\\udfff\\u2ff0-\\u2ffb]",
    "[\\u0340\\u0341\\u200e\\u200f\\u202a-\\u202e\\u{e0001}\\u{e0020}-\\u{e007f}]",
  ].join("|"),
  "u",
);

/**
 * Prepares a password for SCRAM as PostgreSQL's server and libpq do: SASLprep (RFC 4013), and the very password where SASLprep does not
 * take it, which RFC 5802 would refuse.
 *
 * @example
 * saslprep("ⅸ"); // "ix"
 */
export function saslprep(password: string): string {
  if (ascii.test(password)) return password;
  const mapped = password.replace(otherSpaces, " ").replace(mappedToNothing, "");
  // PostgreSQL checks what was mapped, where the RFC checks what was normalised after that.
  const isTaken =
    mapped !== "" &&
    !prohibited.test(mapped) &&
    !isNonCharacter(mapped) &&
    !holdsOneOf(mapped, unassignedRanges) &&
    hasOneDirection(mapped);
  return isTaken ? mapped.normalize("NFKC") : password;
}

/** RFC 3454 section 6: a text with letters from right to left has no others, and begins and ends with such a letter. */
function hasOneDirection(text: string): boolean {
  if (!holdsOneOf(text, rightToLeftRanges)) return true;
  const characters = [...text];
  const ends = [characters[0] ?? "", characters.at(-1) ?? ""];
  return !holdsOneOf(text, leftToRightRanges) && ends.every((end) => holdsOneOf(end, rightToLeftRanges));
}

/** The last two code points of every plane (RFC 3454 C.4). */
function isNonCharacter(text: string): boolean {
  return [...text].some((character) => ((character.codePointAt(0) ?? 0) & 0xfffe) === 0xfffe);
}

/** The tables are read when a password needs them, which one of ours never does. */
function holdsOneOf(text: string, table: string): boolean {
  const codePoints = [...text].map((character) => character.codePointAt(0) ?? 0);
  return table
    .trim()
    .split(/\s+/)
    .some((range) => {
      const [first = 0, last = first] = range.split("-").map((digits) => Number.parseInt(digits, 16));
      return codePoints.some((codePoint) => codePoint >= first && codePoint <= last);
    });
}
