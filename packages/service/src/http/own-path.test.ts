import { expect, test } from "vitest";
import { readOwnPath } from "./own-path.ts";

test.each([
  ["/founder", "/founder"],
  ["/dashboard/tariff?to=growth&x=//y#top", "/dashboard/tariff?to=growth&x=//y#top"],
  ["/a/../b", "/b"],
  ["/a\tb", "/ab"],
  // Slashes to the eye only: browsers encode them, and so they stay with us.
  ["/／evil.example", "/%EF%BC%8Fevil.example"],
  ["/⁄evil.example", "/%E2%81%84evil.example"],
  ["/@evil.example", "/@evil.example"],
  ["/user:password@evil.example", "/user:password@evil.example"],
])("%j is on the own site, as %j", (given, path) => {
  expect(readOwnPath(given)).toBe(path);
});

const elsewhere = [
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r\n/evil.example",
  "/\t\\evil.example",
  "\t//evil.example",
  " //evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/./\t/evil.example",
  "/x/..//evil.example",
  "/%2e//evil.example",
  "/.\\/evil.example",
  "//user:password@evil.example",
  "//own.invalid@evil.example",
  "//user@own.invalid/path",
  "//evil.example:80",
  "//[::1]",
  "https:evil.example",
  "http:evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "evil.example",
  "",
  undefined,
];

test.each(elsewhere)("%j is not", (given) => {
  expect(readOwnPath(given)).toBeUndefined();
});

test("whatever is given, what comes back leads to the site that it is used on", () => {
  const parts = [
    "/",
    "\\",
    "\t",
    "\n",
    "\r",
    ".",
    "..",
    "%2e",
    "%2f",
    "@",
    ":",
    "?",
    "#",
    "evil.example",
    " ",
    "\u0000",
    "／",
  ];
  let seed = 7;
  const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 50_000; round++) {
    const given = `/${Array.from({ length: 1 + next(6) }, () => parts[next(parts.length)]).join("")}`;
    const path = readOwnPath(given);
    if (path !== undefined) expect(new URL(path, "https://shop.example").origin, given).toBe("https://shop.example");
  }
});
