import { expect, test } from "vitest";
import { findStepOf } from "./registration.ts";

test.each([
  [["code"], 1],
  [["password", "phone"], 0],
  [["subdomain"], 2],
  [["somethingNew"], 2],
  [[], 2],
])("a refusal of %j leads to step %i", (fields, step) => {
  expect(findStepOf(fields)).toBe(step);
});
