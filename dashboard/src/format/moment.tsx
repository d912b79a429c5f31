import { useFormatter, useTimeZone } from "next-intl";
import { dayOptions, momentOptions } from "./moment-options.ts";

/** Writes instants for the reader: their own zone, the year where it is not this one. For texts that take a date within. */
export function useMoments(): { day: (at: Date) => string; moment: (at: Date) => string } {
  const format = useFormatter();
  const timeZone = useTimeZone() ?? "UTC";
  return {
    day: (at) => format.dateTime(at, dayOptions(at, new Date(), timeZone)),
    moment: (at) => format.dateTime(at, momentOptions(at, new Date(), timeZone)),
  };
}

/** An instant that stands by itself. `at` is RFC 3339. */
export function Moment({ at }: { at: string }) {
  const { moment } = useMoments();
  return <time dateTime={at}>{moment(new Date(at))}</time>;
}

/** A day in a table; pointing at it tells the time and the zone. */
export function Day({ at }: { at: string }) {
  const { day, moment } = useMoments();
  return (
    <time dateTime={at} title={moment(new Date(at))}>
      {day(new Date(at))}
    </time>
  );
}
