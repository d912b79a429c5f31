import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, expectTypeOf, it } from "vitest";
import { completeTexts, findReason, isReason, reasons, type Reason, type ReasonTexts } from "./reasons.ts";

const condition = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;

describe("the catalogue of reasons", () => {
  it.each(Object.entries(reasons))("%s is a word that a condition may carry, with a whole sentence", (name, found) => {
    expect(name).toMatch(condition);
    expect(found.message).toMatch(/^[A-Z].*\.$/);
    expect(found.textKey).toBe(`reasons.${name}`);
  });

  it("knows its own and nothing that any object has", () => {
    expect(findReason("HostTaken")).toMatchObject({ kind: "needsPerson", audience: "owner" });
    expect(findReason("toString")).toBeUndefined();
    expect(isReason("FromALaterRelease")).toBe(false);
  });

  it("imports nothing, so that a browser may load it", () => {
    expect(readFileSync(join(import.meta.dirname, "reasons.ts"), "utf8")).not.toMatch(/^import|from "/m);
  });
});

describe("a dictionary of reasons", () => {
  const complete = Object.fromEntries(Object.keys(reasons).map((name) => [name, "…"])) as Record<Reason, string>;

  it("is taken as it is", () => {
    expect(completeTexts(complete)).toBe(complete);
    expectTypeOf(completeTexts(complete)).toEqualTypeOf<ReasonTexts>();
  });

  it("does not compile without a sentence for each reason, nor with one for another word", () => {
    const { HostTaken: _, ...incomplete } = complete;
    // @ts-expect-error HostTaken has no sentence
    completeTexts(incomplete);
    const superfluous = { ...complete, HostTakn: "…" };
    // @ts-expect-error HostTakn is no reason
    completeTexts(superfluous);
  });
});
