import { compactPhone, readContactPhone } from "./read-phone.ts";

/** Fewer digits are in every tenth number. */
const fewestDigits = 4;

/**
 * What a stored phone (`+7…`) holds that somebody looks for by a whole number in any spelling or a part of one; none where the text is not
 * of a phone. A part that begins with the 8 of calls inside Russia is looked for without it too.
 *
 * @example
 * findPhoneParts("8 (999) 123-45-67"); // ["+79991234567"]
 * findPhoneParts("45-67"); // ["4567"]
 * findPhoneParts("8 999"); // ["8999", "999"]
 */
export function findPhoneParts(typed: string): readonly string[] {
  const whole = readContactPhone(typed);
  if (whole.ok) return [whole.phone];
  const digits = compactPhone(typed).replace(/^\+/, "");
  if (!/^\d+$/.test(digits) || digits.length < fewestDigits) return [];
  return /^[78]/.test(digits) ? [digits, digits.slice(1)] : [digits];
}
