import type { DateTimeFormatOptions } from "next-intl";

/** A day for people: with the year where it is not this one, by the reader's wall clock. */
export function dayOptions(at: Date, now: Date, timeZone: string): DateTimeFormatOptions {
  const yearOf = (instant: Date) => new Intl.DateTimeFormat("en", { year: "numeric", timeZone }).format(instant);
  return { day: "numeric", month: "long", ...(yearOf(at) !== yearOf(now) && { year: "numeric" }), timeZone };
}

/** An instant for people: the day, the time, and which clock that is. */
export function momentOptions(at: Date, now: Date, timeZone: string): DateTimeFormatOptions {
  return { ...dayOptions(at, now, timeZone), hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
}
