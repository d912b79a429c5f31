import type { Language, Text } from "../text/language.ts";

export const DEFAULT_TIME_ZONE = "Europe/Moscow";

/** The zones of Russia, from west to east, by the city that people know them by. */
const RUSSIAN: ReadonlyMap<string, Text> = new Map([
  ["Europe/Kaliningrad", { ru: "Калининград", en: "Kaliningrad" }],
  ["Europe/Moscow", { ru: "Москва", en: "Moscow" }],
  ["Europe/Samara", { ru: "Самара", en: "Samara" }],
  ["Europe/Saratov", { ru: "Саратов", en: "Saratov" }],
  ["Asia/Yekaterinburg", { ru: "Екатеринбург", en: "Yekaterinburg" }],
  ["Asia/Omsk", { ru: "Омск", en: "Omsk" }],
  ["Asia/Novosibirsk", { ru: "Новосибирск", en: "Novosibirsk" }],
  ["Asia/Krasnoyarsk", { ru: "Красноярск", en: "Krasnoyarsk" }],
  ["Asia/Irkutsk", { ru: "Иркутск", en: "Irkutsk" }],
  ["Asia/Chita", { ru: "Чита", en: "Chita" }],
  ["Asia/Yakutsk", { ru: "Якутск", en: "Yakutsk" }],
  ["Asia/Vladivostok", { ru: "Владивосток", en: "Vladivostok" }],
  ["Asia/Sakhalin", { ru: "Южно-Сахалинск", en: "Yuzhno-Sakhalinsk" }],
  ["Asia/Magadan", { ru: "Магадан", en: "Magadan" }],
  ["Asia/Kamchatka", { ru: "Петропавловск-Камчатский", en: "Petropavlovsk-Kamchatsky" }],
]);

/** Whether this machine knows a zone by this IANA name. */
export function isTimeZone(name: string): boolean {
  return RUSSIAN.has(name) || Intl.supportedValuesOf("timeZone").includes(name);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of a zone, as if it were UTC. */
function wallClock(moment: Date, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    const numbers = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      hourCycle: "h23",
      ...numbers,
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** How far a zone's clocks are ahead of UTC at a moment, in minutes. */
export function offsetMinutes(moment: Date, zone: string): number {
  return Math.round((wallClock(moment, zone) - Math.floor(moment.getTime() / 1000) * 1000) / 60_000);
}

/** The year of a moment on a zone's calendar. */
export function yearOf(moment: Date, zone: string): number {
  return new Date(wallClock(moment, zone)).getUTCFullYear();
}

const DAY = 86_400_000;

/** The first instant of a moment's day on a zone's calendar. Where clocks skip midnight, the day begins after the gap. */
export function startOfDay(moment: Date, zone: string): Date {
  const midnight = Math.floor(wallClock(moment, zone) / DAY) * DAY;
  const candidates = [midnight - DAY / 2, midnight + DAY / 2]
    .map((near) => new Date(midnight - offsetMinutes(new Date(near), zone) * 60_000))
    .filter((candidate) => wallClock(candidate, zone) >= midnight);
  return new Date(Math.min(...candidates.map((candidate) => candidate.getTime())));
}

const sign = (minutes: number): string => (minutes < 0 ? "−" : "+");

function hours(minutes: number): string {
  const rest = Math.abs(minutes) % 60;
  return `${Math.floor(Math.abs(minutes) / 60)}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
}

/** What stands beside a time: in Russia how far it is from Moscow's ("МСК+2"), elsewhere from UTC. */
export function zoneLabel(moment: Date, zone: string, language: Language): string {
  const ahead = offsetMinutes(moment, zone);
  if (!RUSSIAN.has(zone)) return ahead === 0 ? "UTC" : `UTC${sign(ahead)}${hours(ahead)}`;
  const moscow = language === "ru" ? "МСК" : "MSK";
  const difference = ahead - offsetMinutes(moment, DEFAULT_TIME_ZONE);
  return difference === 0 ? moscow : `${moscow}${sign(difference)}${hours(difference)}`;
}

/** One zone to choose from. */
export interface TimeZoneChoice {
  /** IANA name. */
  readonly name: string;
  /** "Екатеринбург, МСК+2". */
  readonly label: string;
}

/** All zones to choose from: Russia's first, from west to east, then the others by name. */
export function listTimeZones(
  now: Date,
  language: Language,
): { readonly russian: readonly TimeZoneChoice[]; readonly others: readonly TimeZoneChoice[] } {
  const choice = (name: string, place: string): TimeZoneChoice => ({
    name,
    label: `${place}, ${zoneLabel(now, name, language)}`,
  });
  return {
    russian: [...RUSSIAN].map(([name, place]) => choice(name, place[language])),
    others: Intl.supportedValuesOf("timeZone")
      .filter((name) => !RUSSIAN.has(name))
      .map((name) => choice(name, name.replaceAll("_", " "))),
  };
}
