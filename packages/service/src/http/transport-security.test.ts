import { expect, test } from "vitest";
import { transportSecurity } from "./transport-security.ts";

test("browsers keep to HTTPS for a year where a site is served so, and are told nothing elsewhere", () => {
  expect(transportSecurity("https://shop.example")).toEqual({ "strict-transport-security": "max-age=31536000" });
  expect(transportSecurity("http://shop.localhost:3000")).toEqual({});
});
