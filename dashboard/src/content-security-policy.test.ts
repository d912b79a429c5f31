import { expect, test } from "vitest";
import { buildContentSecurityPolicy } from "./content-security-policy.ts";

const policy = (isDevelopment: boolean) =>
  buildContentSecurityPolicy("n0nce", "http://*.localhost:3000", isDevelopment);

test("nothing inline and nothing foreign may run", () => {
  expect(policy(false)).toContain("default-src 'none'");
  expect(policy(false)).toContain("script-src 'nonce-n0nce' 'strict-dynamic';");
  expect(policy(false)).not.toContain("unsafe");
});

test("forms may go to tenants' sites, for the hand-over", () => {
  expect(policy(false)).toContain("form-action 'self' http://*.localhost:3000;");
});

test("only development is looser", () => {
  expect(policy(true)).toContain("'unsafe-eval'");
});
