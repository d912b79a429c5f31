import { expect, test } from "vitest";
import { describeTextProblem } from "./describe-problem.ts";
import { readLine, type TextProblem } from "./read-text.ts";
import { textSchema } from "./schema.ts";

const schema = textSchema({ minLength: 1, maxLength: 5 });
const pattern = new RegExp(schema.pattern, "u");

test.each(["name", "👩\u200d🍳", "a\tb\n", "1\u00a0000"])("the pattern takes %j", (text) => {
  expect(pattern.test(text)).toBe(true);
});

test.each(["A\u0000B", "\u001b", "a\ud83d", "\udc69", "a\u202e", "\u2067"])("the pattern refuses %j", (text) => {
  expect(pattern.test(text)).toBe(false);
  expect(readLine(text, { maxLength: 5 }).ok).toBe(false);
});

test("it is a plain JSON Schema", () => {
  expect(JSON.parse(JSON.stringify(textSchema({ maxLength: 5 }, "A name.")))).toEqual({
    type: "string",
    pattern: schema.pattern,
    maxLength: 5,
    description: "A name.",
  });
});

test("every reason has a sentence in both languages, with the figures in it", () => {
  const problems: TextProblem[] = [
    "empty",
    "too_short",
    "too_long",
    "control_character",
    "broken_character",
    "direction_control",
    "invisible",
  ];
  for (const problem of problems) {
    for (const language of ["ru", "en"] as const) {
      const sentence = describeTextProblem({ ok: false, problem, length: 7 }, { minLength: 1, maxLength: 5 }, language);
      expect(sentence).toMatch(/^[A-ZА-Я].*\.$/);
      expect(sentence).not.toContain("{");
    }
  }
  expect(describeTextProblem({ ok: false, problem: "too_long", length: 7 }, { maxLength: 5 }, "ru")).toBe(
    "Слишком длинно: знаков может быть не больше 5, сейчас 7.",
  );
});
