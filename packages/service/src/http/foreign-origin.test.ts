import { expect, test } from "vitest";
import { foreignOrigin } from "./foreign-origin.ts";

const own = "https://shop--alpha.example";

test.each([
  ["a form of our own page", "POST", { "sec-fetch-site": "same-origin", origin: own }],
  ["an address typed by hand", "POST", { "sec-fetch-site": "none" }],
  ["an old browser on our page", "POST", { origin: own }],
  ["a program without cookies", "POST", {}],
  ["reading from another site", "GET", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
])("%s may come in", (_, method, headers) => {
  expect(foreignOrigin(method, headers, own)).toBeUndefined();
});

test.each([
  ["another tenant's page", { "sec-fetch-site": "same-site", origin: "https://shop--beta.example" }, /^Origin/],
  ["a stranger's page", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }, /^Origin/],
  ["a page whose browser names only the relation", { "sec-fetch-site": "same-site" }, /^Sec-Fetch-Site is same-site/],
  ["an old browser elsewhere", { origin: "https://evil.example" }, /^Origin is https:\/\/evil/],
  ["a page that hides its origin", { origin: "null" }, /^Origin is null/],
  ["our name in plain HTTP", { origin: "http://shop--alpha.example" }, /^Origin/],
  ["our origin with a relation that contradicts it", { origin: own, "sec-fetch-site": "cross-site" }, /^Sec-Fetch/],
  ["a name that was resolved to us", { origin: "http://evil.example", "sec-fetch-site": "same-origin" }, /^Origin/],
  ["two origins", { origin: [own, "https://evil.example"] }, /^Origin/],
])("%s may change nothing", (_, headers, reason) => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    expect(foreignOrigin(method, headers, own)).toMatch(reason);
  }
});
