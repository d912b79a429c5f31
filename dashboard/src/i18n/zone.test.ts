import { expect, test } from "vitest";
import { parseZone } from "./zone.ts";

test.each([
  ["Asia/Yekaterinburg", "Asia/Yekaterinburg"],
  ["America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"],
  ["Mars/Olympus", "Europe/Moscow"],
  ["../../etc", "Europe/Moscow"],
  ["", "Europe/Moscow"],
  [undefined, "Europe/Moscow"],
])("%j is read as %s", (value, zone) => {
  expect(parseZone(value)).toBe(zone);
});
