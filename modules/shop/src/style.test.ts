import { expect, test } from "vitest";
import { shopStyle } from "./style.ts";

test("the shop has no colour of its own: the set of all pages has the dark ones too", () => {
  expect(shopStyle.match(/#[0-9a-f]{3,8}\b|rgb\(/giu)).toBeNull();
  const used = new Set([...shopStyle.matchAll(/var\(--([a-z]+)/gu)].map(([, group]) => group));
  expect([...used]).toEqual(["color"]);
});
