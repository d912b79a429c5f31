import { expect, test } from "vitest";
import { readFailure } from "./failure.ts";

test("each listed field gets its own text", () => {
  const errors = [
    { field: "password", code: "TOO_SHORT", message: "Слишком коротко" },
    { field: "consent", code: "CONSENT_REQUIRED", message: "Нужно согласие" },
  ];
  const failure = readFailure({ code: "VALIDATION_FAILED", title: "Проверьте поля", errors }, "нет связи");
  expect(failure.fields).toEqual({ password: "Слишком коротко", consent: "Нужно согласие" });
  expect(failure.message).toBeUndefined();
});

test.each(["CODE_WRONG", "CODE_SPENT", "CODE_EXPIRED"])("what is wrong with a code (%s) stands beside it", (code) => {
  expect(readFailure({ code, title: "Неверный код" }, "").fields).toEqual({ code: "Неверный код" });
});

test("anything else stands above the form", () => {
  expect(readFailure({ code: "TOO_MANY_REQUESTS", title: "Слишком часто" }, "").message).toBe("Слишком часто");
});

test("a server that cannot be reached is said in words", () => {
  expect(readFailure({ code: "UNREACHABLE", title: "" }, "Нет связи").message).toBe("Нет связи");
});
