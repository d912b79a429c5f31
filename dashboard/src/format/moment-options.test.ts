import { expect, test } from "vitest";
import { dayOptions, momentOptions } from "./moment-options.ts";

const now = new Date("2026-11-30T12:00:00Z");
const write = (options: Intl.DateTimeFormatOptions, at: string) =>
  new Intl.DateTimeFormat("ru", options).format(new Date(at)).replace(/\s/gu, " ");

test.each([
  ["this year has none", "2026-12-14T12:42:00Z", "Europe/Moscow", "14 декабря"],
  ["another year is named", "2027-01-14T12:42:00Z", "Europe/Moscow", "14 января 2027 г."],
  [
    "the year turns by the reader's clock, not by Greenwich",
    "2026-12-31T20:30:00Z",
    "Asia/Vladivostok",
    "1 января 2027 г.",
  ],
  ["and so does the day", "2026-12-13T23:30:00Z", "Asia/Yekaterinburg", "14 декабря"],
])("a day: %s", (_, at, timeZone, text) => {
  expect(write(dayOptions(new Date(at), now, timeZone), at)).toBe(text);
});

test("an instant says which clock it is of", () => {
  const at = "2026-12-14T12:42:00Z";
  expect(write(momentOptions(new Date(at), now, "Europe/Moscow"), at)).toBe("14 декабря в 15:42 GMT+3");
  expect(write(momentOptions(new Date(at), now, "Asia/Vladivostok"), at)).toBe("14 декабря в 22:42 GMT+10");
});
