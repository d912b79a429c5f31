import { describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../objects.ts";
import { evaluateRules } from "./cel.ts";

function holds(rule: string, self: JsonValue, schema: JsonObject = {}): boolean {
  return evaluateRules({ ...schema, "x-kubernetes-validations": [{ rule }] }, self, undefined, "spec").length === 0;
}

describe("functions of Kubernetes' CEL libraries", () => {
  test.each<[string, JsonValue]>([
    ["self.replace('-', '').size() == 2", "a-b"],
    ["self.find('[0-9]+') == '12'", "a12b"],
    ["self.findAll('[0-9]').size() == 2", "a1b2"],
    ["self.lowerAscii() == 'ab'", "AB"],
    ["self.split('.').all(part, part.matches('^[a-z]+$'))", "a.b.c"],
    ["self.isSorted() && self.sum() == 6 && self.min() == 1 && self.max() == 3", [1, 2, 3]],
    ["quantity(self).isGreaterThan(quantity('1Mi')) && isQuantity(self)", "1Gi"],
    ["isURL(self) && url(self).getScheme() == 'https' && url(self).getHostname() == 'a.b'", "https://a.b:1/c"],
    ["!has(self.a) || self.a > 0", {}],
    ["self.?a.orValue(3) == 3", {}],
    ["self.all(key, key.startsWith('a'))", { ab: 1 }],
    ["self.items.exists_one(item, item.name == 'x')", { items: [{ name: "x" }, { name: "y" }] }],
  ])("%s", (rule, self) => {
    expect(holds(rule, self)).toBe(true);
  });

  test("a rule that does not hold says so", () => {
    expect(holds("self.size() < 2", "abc")).toBe(false);
  });

  test("a rule that fails to evaluate refuses the object", () => {
    expect(holds("self.missing.deep == 1", {})).toBe(false);
  });
});

test("whole numbers are integers and fractions of a number field are not", () => {
  expect(holds("self.whole + 1 == 3", { whole: 2 }, { properties: { whole: { type: "integer" } } })).toBe(true);
  expect(holds("self.part + 1.0 == 3.0", { part: 2 }, { properties: { part: { type: "number" } } })).toBe(true);
});

test("reserved names and signs are reached by their escaped names", () => {
  const schema = { properties: { namespace: { type: "string" }, "a-b": { type: "string" } } };
  expect(holds("self.__namespace__ == 'x' && self.a__dash__b == 'y'", { namespace: "x", "a-b": "y" }, schema)).toBe(
    true,
  );
});

test("a message can be computed, and falls back to the fixed one", () => {
  const rule = { rule: "self < 3", message: "fixed", messageExpression: "'at most 3, not ' + string(self)" };
  const [error] = evaluateRules({ type: "integer", "x-kubernetes-validations": [rule] }, 5, undefined, "spec.n");
  expect(error?.message).toBe("Invalid value: 5: at most 3, not 5");
  const broken = { ...rule, messageExpression: "self.nothing" };
  const [fallback] = evaluateRules({ type: "integer", "x-kubernetes-validations": [broken] }, 5, undefined, "spec.n");
  expect(fallback?.message).toBe("Invalid value: 5: fixed");
});
