/** Why a phone number is not taken. */
export type PhoneProblem =
  /** Nothing was typed. */
  | "empty"
  /** Letters or signs that no number is written with. */
  | "not_a_number"
  /** Of another country, as its `+`, `00`, `8 10` or number of digits says. Never bent into a Russian one. */
  | "foreign"
  /** Digits are missing, or it cannot be told whether they are: `812 345-67-89` may lack one after `8`. */
  | "too_short"
  /** More digits than a Russian number has. */
  | "too_long"
  /** A number of Kazakhstan or of no plan: `+7 7…`, `+7 0…`. */
  | "not_russian"
  /** Russian, but of a city or free of charge: it takes no codes. */
  | "not_mobile";

/** A phone as it is stored, `+7` and ten digits (E.164), or why it is not taken. */
export type PhoneResult =
  { readonly ok: true; readonly phone: string } | { readonly ok: false; readonly problem: PhoneProblem };

/**
 * Reads a number to sign in with: a Russian mobile one, since codes are sent to it. Any spelling is taken (spaces, dots, dashes,
 * brackets, invisible marks, `8` or `+7` or neither); a number of another country is refused, never guessed into one of ours.
 *
 * @example
 * readMobilePhone("8 (999) 123-45-67"); // { ok: true, phone: "+79991234567" }
 * readMobilePhone("+992 93 123 4567"); // { ok: false, problem: "foreign" }
 */
export function readMobilePhone(typed: string): PhoneResult {
  const result = readContactPhone(typed);
  if (result.ok && !result.phone.startsWith("+79")) return { ok: false, problem: "not_mobile" };
  return result;
}

/**
 * Reads a number to be called on: mobile, of a city (`+7 495 …`) or free of charge (`8-800-…`).
 *
 * @example
 * readContactPhone("8-800-555-35-35"); // { ok: true, phone: "+78005553535" }
 */
export function readContactPhone(typed: string): PhoneResult {
  const compact = compactPhone(typed);
  const digits = compact.replace(/^\+/, "");
  if (digits === "") return { ok: false, problem: compact === "" ? "empty" : "too_short" };
  if (!/^\d+$/.test(digits)) return { ok: false, problem: "not_a_number" };
  const national = readNational(compact, digits);
  if (typeof national !== "string") return { ok: false, problem: national.problem };
  return /^[3489]/.test(national) ? { ok: true, phone: `+7${national}` } : { ok: false, problem: "not_russian" };
}

/** The text without what numbers are written with: spaces of any kind, dashes, dots, brackets, slashes, invisible marks, `tel:`. */
export function compactPhone(typed: string): string {
  return typed
    .normalize("NFKC")
    .replace(/[\s\p{Cf}\p{Pd}\u2212\u2043\u30fb\u00b7.()[\]/]/gu, "")
    .replace(/^tel:/i, "");
}

/** The ten digits after the country's code. */
function readNational(compact: string, digits: string): string | { readonly problem: PhoneProblem } {
  const isInternational = compact.startsWith("+") || digits.startsWith("00");
  if (isInternational) {
    const rest = digits.replace(/^00/, "");
    return rest.startsWith("7") || rest === "" ? cut(rest.slice(1)) : { problem: "foreign" };
  }
  if (digits.startsWith("810") && digits.length > 11) return { problem: "foreign" };
  if (/^[78]/.test(digits)) return cut(digits.slice(1));
  if (digits.length === 10) return digits;
  return { problem: digits.length < 10 ? "too_short" : "foreign" };
}

function cut(national: string): string | { readonly problem: PhoneProblem } {
  if (national.length === 10) return national;
  return { problem: national.length < 10 ? "too_short" : "too_long" };
}
