import type { Language } from "../text/language.ts";
import { startOfDay, yearOf, zoneLabel } from "./time-zones.ts";

/** Times as people of one site read them: in the zone that its owner chose, which stands beside each. */
export interface SiteTime {
  /** IANA name. */
  readonly zone: string;
  /** Date and time with the zone: "30 ноября, 12:40 МСК+2"; with the year where it is not this one. */
  readonly format: (moment: Date) => string;
  /** The first instant of today, for queries. */
  readonly startOfToday: () => Date;
}

interface Parts {
  readonly zone: string;
  readonly language: Language;
  readonly now: () => Date;
}

/** Makes the formatter of one request. Pure but for the clock. */
export function createSiteTime({ zone, language, now }: Parts): SiteTime {
  return {
    zone,
    format: (moment) => {
      const isThisYear = yearOf(moment, zone) === yearOf(now(), zone);
      const text = new Intl.DateTimeFormat(language === "ru" ? "ru-RU" : "en-GB", {
        timeZone: zone,
        day: "numeric",
        month: "long",
        ...(!isThisYear && { year: "numeric" }),
        hour: "2-digit",
        minute: "2-digit",
      }).format(moment);
      return `${text} ${zoneLabel(moment, zone, language)}`;
    },
    startOfToday: () => startOfDay(now(), zone),
  };
}
