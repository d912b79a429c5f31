import { expect, test } from "vitest";
import { createSiteTime } from "./site-time.ts";
import { isTimeZone, listTimeZones, startOfDay, zoneLabel } from "./time-zones.ts";

const now = () => new Date("2026-11-30T19:40:00Z");
const timeIn = (zone: string, language: "ru" | "en" = "ru") => createSiteTime({ zone, language, now });

test.each([
  ["Europe/Moscow", "ru", "30 ноября в 22:40 МСК"],
  ["Asia/Yekaterinburg", "ru", "1 декабря в 00:40 МСК+2"],
  ["Europe/Kaliningrad", "en", "30 November at 21:40 MSK−1"],
  ["Asia/Kolkata", "ru", "1 декабря в 01:10 UTC+5:30"],
  ["Atlantic/Reykjavik", "en", "30 November at 19:40 UTC"],
] as const)("a time in %s (%s) stands with its zone: %s", (zone, language, text) => {
  expect(timeIn(zone, language).format(now())).toBe(text);
});

test("the year stands where it is not this one of the site's own calendar", () => {
  const newYear = () => new Date("2026-12-31T20:30:00Z");
  const yekaterinburg = createSiteTime({ zone: "Asia/Yekaterinburg", language: "ru", now: newYear });
  expect(yekaterinburg.format(newYear())).toBe("1 января в 01:30 МСК+2");
  expect(yekaterinburg.format(new Date("2026-12-31T18:00:00Z"))).toBe("31 декабря 2026 г. в 23:00 МСК+2");
});

test.each([
  ["Europe/Moscow", "2026-11-30T19:40:00Z", "2026-11-29T21:00:00.000Z"],
  ["Asia/Kamchatka", "2026-11-30T19:40:00Z", "2026-11-30T12:00:00.000Z"],
  ["America/New_York", "2026-03-08T18:00:00Z", "2026-03-08T05:00:00.000Z"],
  ["America/New_York", "2026-11-01T18:00:00Z", "2026-11-01T04:00:00.000Z"],
  // Clocks in Cairo go from 23:59:59 to 01:00 on this day.
  ["Africa/Cairo", "2026-04-24T12:00:00Z", "2026-04-23T22:00:00.000Z"],
  ["Pacific/Kiritimati", "2026-11-30T19:40:00Z", "2026-11-30T10:00:00.000Z"],
])("today in %s at %s began at %s", (zone, moment, start) => {
  expect(startOfDay(new Date(moment), zone).toISOString()).toBe(start);
});

test("Russia's zones come first, by the city and from west to east; the others by name, each once", () => {
  const { russian, others } = listTimeZones(now(), "ru");
  expect(russian[0]).toEqual({ name: "Europe/Kaliningrad", label: "Калининград, МСК−1" });
  expect(russian.at(-1)).toEqual({ name: "Asia/Kamchatka", label: "Петропавловск-Камчатский, МСК+9" });
  const names = [...russian, ...others].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(others.some(({ name }) => name === "Asia/Almaty")).toBe(true);
  expect(names.every(isTimeZone)).toBe(true);
});

test.each(["", "Mars/Olympus", "МСК", "+03:00"])("%j is no zone of the list", (name) => {
  expect(isTimeZone(name)).toBe(false);
});

test("a zone's label follows its clocks at that moment", () => {
  expect(zoneLabel(new Date("2026-07-01T00:00:00Z"), "Europe/Berlin", "ru")).toBe("UTC+2");
  expect(zoneLabel(new Date("2026-12-01T00:00:00Z"), "Europe/Berlin", "ru")).toBe("UTC+1");
});
