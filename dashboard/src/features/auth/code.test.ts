import { expect, test } from "vitest";
import { readTypedCode } from "./code.ts";

test.each([
  ["175047", "175047"],
  ["1750", "1750"],
  ["175 047", "175047"],
  [" 175047", "175047"],
  ["175-047", "175047"],
  ["Код: 175047", "175047"],
  ["Код 175047 для входа. Действует 5 минут. Никому не говорите", "175047"],
  ["@tochka.example #175047", "175047"],
  ["１７５０４７", "175047"],
  ["абв", ""],
  ["1750478", "175047"],
])("%j holds the code %j", (typed, code) => {
  expect(readTypedCode(typed)).toBe(code);
});
