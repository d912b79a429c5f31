import { expect, test } from "vitest";
import { errorSummary, lineField, paragraphField, selectField } from "./field.ts";

const errors = { phone: "В номере не хватает цифр", comment: "Слишком длинно" };

test("the first wrong field in the order of reading is focused, and no other", () => {
  const [phone, comment] = [lineField({ name: "phone", label: "Телефон", errors }), paragraphField({ name: "comment", label: "Комментарий", errors })]; // prettier-ignore
  expect(phone.toString()).toContain("autofocus");
  expect(comment.toString()).not.toContain("autofocus");
  expect(lineField({ name: "name", label: "Имя", errors }).toString()).not.toMatch(/autofocus|aria-invalid/);
});

test("an error stands beside its field and is tied to it, with the hint", () => {
  const field = lineField({ name: "phone", label: "Телефон", hint: "Любой", errors }).toString();
  expect(field).toContain('aria-invalid="true"');
  expect(field).toContain('aria-describedby="field-phone-hint field-phone-error"');
  expect(field).toContain('<p class="error" id="field-phone-error">В номере не хватает цифр</p>');
});

test("what a browser would cut in silence is still too long for the route", () => {
  expect(lineField({ name: "title", label: "Название", maxLength: 150 }).toString()).toContain('maxlength="600"');
});

test("the summary leads to each wrong field", () => {
  expect(String(errorSummary(errors, "Проверьте"))).toContain('<a href="#field-comment">');
  expect(errorSummary({ name: undefined }, "Проверьте")).toBe(false);
});

test("a choice of many is shown in groups with the chosen one marked", () => {
  const groups = [{ label: "Россия", choices: [{ value: "a", label: "А" }, { value: "b", label: "Б" }] }]; // prettier-ignore
  const field = selectField({ name: "zone", label: "Пояс", value: "b", groups }).toString();
  expect(field).toMatch(/<optgroup label="Россия">.*<option value="b" selected>Б<\/option>/s);
  expect(field).toMatch(/<option value="a" >А<\/option>/);
});
