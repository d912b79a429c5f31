import { expect, test } from "vitest";
import { applySetCookies, isSpent } from "./session-cookies.ts";

const token = (claims: object) => `header.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
const now = 1_800_000_000_000;

test.each([
  ["no token", undefined, true],
  ["no JWT", "opaque", true],
  ["no payload", "a.b.c", true],
  ["a token without an end", token({}), true],
  ["an hour left", token({ exp: now / 1000 + 3600 }), false],
  ["half a minute left", token({ exp: now / 1000 + 30 }), true],
  ["run out", token({ exp: now / 1000 - 1 }), true],
])("%s: spent is %s", (_, accessToken, spent) => {
  expect(isSpent(accessToken, now)).toBe(spent);
});

test("cookies that were set replace, add and remove", () => {
  const after = applySetCookies("lang=ru; __Host-access=old; gone=1", [
    "__Host-access=new=; Path=/; Secure; HttpOnly",
    "__Host-refresh=r2; Path=/; Max-Age=2592000",
    "gone=; Path=/; Max-Age=0",
  ]);
  expect(after).toBe("lang=ru; __Host-access=new=; __Host-refresh=r2");
});

test("no cookies and none set stay none", () => {
  expect(applySetCookies("", [])).toBe("");
});
