import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import ruReasons from "../../../messages/ru/reasons.json" with { type: "json" };
import { explainReason } from "./reason.ts";

// The operator's own list, read as text: the dashboard must not import the operator.
const source = readFileSync(join(import.meta.dirname, "../../../../operator/src/reasons.ts"), "utf8");
const list = /export const reasons = \{(.*?)\n\} as const/s.exec(source)?.[1] ?? "";
const operatorReasons = [...list.matchAll(/^ {2}([A-Z]\w+):/gm)].map(([, reason]) => reason ?? "");

const syncProblem = readFileSync(join(import.meta.dirname, "../../../../core/src/cluster/sync-problem.ts"), "utf8");
const coreReasons = [...(/reason: ("\w+"(?: \| "\w+")*);/.exec(syncProblem)?.[1] ?? "").matchAll(/"(\w+)"/g)].map(
  ([, reason]) => reason ?? "",
);

test("the operator's list of reasons is found", () => {
  expect(operatorReasons).toContain("ModuleCrashing");
  expect(operatorReasons.length).toBeGreaterThan(30);
});

test("every reason of the operator has words", () => {
  expect(operatorReasons.filter((reason) => !Object.hasOwn(ruReasons, reason))).toEqual([]);
});

test("every reason of core has words", () => {
  expect(coreReasons).toContain("ClusterNotReached");
  expect(coreReasons.filter((reason) => !Object.hasOwn(ruReasons, reason))).toEqual([]);
});

test("a full tariff needs a person, a crashing module is tried again", () => {
  expect(explainReason("SubdomainLimitReached")).toEqual({ known: "SubdomainLimitReached", needsPerson: true });
  expect(explainReason("ModuleCrashing")).toEqual({ known: "ModuleCrashing", needsPerson: false });
});

test.each([undefined, "SomethingNew", "toString"])("%j has no words and is taken to pass", (reason) => {
  expect(explainReason(reason)).toEqual({ known: undefined, needsPerson: false });
});
