/** The cookie in which the reader's browser says its time zone. */
export const zoneCookie = "zone";

/** Where no browser has said it: most owners' wall clock. */
const defaultZone = "Europe/Moscow";

/** The IANA time zone that a cookie's value names, {@link defaultZone} when it names none. */
export function parseZone(value: string | undefined): string {
  if (value === undefined || value.length > 64 || !/^[A-Za-z][A-Za-z0-9_+\-/]*$/u.test(value)) return defaultZone;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return value;
  } catch {
    // A zone that this server's data does not know yet.
    return defaultZone;
  }
}
