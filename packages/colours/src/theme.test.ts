import { expect, test } from "vitest";
import { nextTheme, parseTheme } from "./theme.ts";

test("a cookie names a light, and anything else leaves it to the device", () => {
  expect([parseTheme("dark"), parseTheme("light"), parseTheme("blue"), parseTheme(undefined)]).toEqual([
    "dark",
    "light",
    undefined,
    undefined,
  ]);
});

test("the switch goes round", () => {
  expect([nextTheme(undefined), nextTheme("light"), nextTheme("dark")]).toEqual(["light", "dark", undefined]);
});
