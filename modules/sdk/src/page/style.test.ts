import { buildDeviceStyle } from "@tochka-rosta/colours";
import { expect, test } from "vitest";
import { baseStyle } from "./style.ts";

test("pages take every colour from the one set, so that the dark has them all", () => {
  expect(baseStyle).toContain(buildDeviceStyle());
  const own = baseStyle.replace(buildDeviceStyle(), "");
  expect(own.match(/#[0-9a-f]{3,8}\b|rgb\(/giu)).toBeNull();
});

test("every colour that is used is one of the set", () => {
  const used = [...baseStyle.matchAll(/var\((--color-[a-z-]+)\)/gu)].map(([, name]) => name);
  expect([...new Set(used)].filter((name) => !buildDeviceStyle().includes(`${name}: `))).toEqual([]);
});
