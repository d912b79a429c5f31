import { expect, test } from "vitest";
import { findFreePrefix, findPrefixProblem, longestHostPrefix, replacePrefix, spellHostPrefix } from "./host-prefix.ts";

test.each([
  [[], "shop"],
  [["shop"], "shop-2"],
  [["shop", "shop-2", "shop-4"], "shop-3"],
  [["chashki"], "shop"],
])("beside %j the next free prefix is %j", (taken, free) => {
  expect(findFreePrefix("shop", taken)).toBe(free);
});

test.each([
  ["http://shop--alpha.localhost:3000/", "chashki--alpha.localhost:3000"],
  ["https://shop.alpha.rosta.site/", "chashki.alpha.rosta.site"],
  ["https://alpha.rosta.site/", undefined],
])("seen from %s another site would have the host %s", (url, host) => {
  expect(replacePrefix(url, "shop", "chashki")).toBe(host);
});

test("a prefix is spelt in Latin letters and stays within what core takes", () => {
  expect(spellHostPrefix("Чашки и вазы")).toBe("chashki-i-vazy");
  expect(spellHostPrefix("щ".repeat(30))).toHaveLength(longestHostPrefix);
});

test("a prefix that one of the owner's own sites has is said to be so, switched off or on", () => {
  expect(findPrefixProblem("shop", ["shop", "shop-2"])).toBe("own");
  expect(findPrefixProblem("shop-3", ["shop", "shop-2"])).toBeUndefined();
  expect(findPrefixProblem("", ["shop"])).toBe("missing");
});
