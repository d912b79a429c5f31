import { compactPhone } from "./read-phone.ts";

/**
 * A stored number as people write it: `+7 (999) 123-45-67`, `8 800 555-35-35`. What is no stored number comes back unchanged.
 *
 * @example
 * formatPhone("+79991234567"); // "+7 (999) 123-45-67"
 */
export function formatPhone(phone: string): string {
  const [, area, ...parts] = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(phone) ?? [];
  if (area === undefined) return phone;
  return `${area === "800" ? "8 800" : `+7 (${area})`} ${parts.join("-")}`;
}

/** A stored number for those who may not know it: `+7 9** ***-**-67`. */
export function maskPhone(phone: string): string {
  return `+7 ${phone.charAt(2)}** ***-**-${phone.slice(-2)}`;
}

/**
 * What an input shows after a change, grouped while a Russian number can still come of it: `+7 (912) 345-67`. Deleting a bracket or hyphen
 * deletes the digit before it. Anything else (`+992…`, letters, an eleventh digit) stays as typed, for its reader to refuse in words.
 *
 * @param typed the text after the change
 * @param before the text that the input showed
 *
 * @example
 * formatWhileTyping("8912345", "+7 (912) 34"); // "+7 (912) 345"
 */
export function formatWhileTyping(typed: string, before: string): string {
  const digits = readUnfinished(typed);
  if (digits === undefined) return typed;
  const deletedOnlySign = typed.length < before.length && digits === readUnfinished(before);
  return groupDigits(deletedOnlySign ? digits.slice(0, -1) : digits);
}

/** At most ten digits after the country's code; undefined when it cannot become a Russian number. */
function readUnfinished(typed: string): string | undefined {
  const [, digits] = /^(?:\+7?|[78])?(\d{0,10})$/.exec(compactPhone(typed)) ?? [];
  // After a bare plus no digit but 7 may follow, and none did.
  return compactPhone(typed).startsWith("+") && !/^\+(7|$)/.test(compactPhone(typed)) ? undefined : digits;
}

function groupDigits(digits: string): string {
  if (digits === "") return "";
  if (digits.length <= 3) return `+7 (${digits}`;
  const parts = [digits.slice(3, 6), digits.slice(6, 8), digits.slice(8, 10)].filter((part) => part !== "");
  return `+7 (${digits.slice(0, 3)}) ${parts.join("-")}`;
}
