/** Digits of a Russian number without its prefix, at most ten, from anything a person may type or paste. */
export function readPhoneDigits(typed: string): string {
  const digits = typed.replace(/\D/g, "");
  const hasPrefix = typed.trimStart().startsWith("+7") || digits.length > 10 || /^[78]/.test(digits);
  return (hasPrefix ? digits.slice(1) : digits).slice(0, 10);
}

/** The ten digits as people write them, as far as they are typed: `+7 (912) 345-67`. Empty for no digits. */
export function formatPhone(digits: string): string {
  if (digits === "") return "";
  const parts = [digits.slice(3, 6), digits.slice(6, 8), digits.slice(8, 10)].filter((part) => part !== "");
  const area = digits.length > 3 ? `(${digits.slice(0, 3)}) ` : `(${digits}`;
  return `+7 ${area}${parts.join("-")}`;
}

/** What the input shall show after a change. Deleting a bracket or hyphen deletes the digit before it. */
export function maskPhone(typed: string, shownBefore: string): string {
  const digits = readPhoneDigits(typed);
  const deletedOnlySign = typed.length < shownBefore.length && digits === readPhoneDigits(shownBefore);
  return formatPhone(deletedOnlySign ? digits.slice(0, -1) : digits);
}
