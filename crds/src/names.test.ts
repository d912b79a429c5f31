import { describe, expect, it } from "vitest";
import { buildHost, findTenantNameProblem } from "./names.ts";

describe("a tenant's name", () => {
  it.each([
    ["alpha", undefined],
    ["a1-b2", undefined],
    ["x".repeat(40), undefined],
    ["ab", "too-short"],
    ["x".repeat(41), "too-long"],
    ["Alpha", "not-a-label"],
    ["ромашка", "not-a-label"],
    ["a.b", "not-a-label"],
    ["-alpha", "not-a-label"],
    ["alpha-", "not-a-label"],
    ["al--pha", "double-hyphen"],
    ["xn--80ak6aa92e", "double-hyphen"],
    ["admin", "reserved"],
  ])("%s: %s", (name, problem) => {
    expect(findTenantNameProblem(name)).toBe(problem);
  });
});

describe("a host", () => {
  it("joins prefix and tenant with a double hyphen by default", () => {
    const parts = { prefix: "shop", tenant: "alpha", domain: "example.com" };
    expect(buildHost("{prefix}--{tenant}.{domain}", parts)).toBe("shop--alpha.example.com");
    expect(buildHost("{prefix}.{tenant}.{domain}", parts)).toBe("shop.alpha.example.com");
  });

  it("is the tenant's own address when the prefix is empty", () => {
    const parts = { prefix: "", tenant: "alpha", domain: "example.com" };
    expect(buildHost("{prefix}--{tenant}.{domain}", parts)).toBe("alpha.example.com");
  });
});
