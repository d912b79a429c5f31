import { describe, expect, test } from "vitest";
import { countCodePoints, readLine, readParagraphs } from "./read-text.ts";

const limits = { maxLength: 20 };

describe("a line", () => {
  test.each([
    ["a pasted tab keeps words apart", "Размер\tЦена", "Размер Цена"],
    ["line ends become spaces, two signs of one end become one", "one\r\ntwo\nthree", "one two three"],
    ["a no-break space stays one", "1\u00a0719 ₽", "1\u00a0719 ₽"],
    ["an emoji keeps its joiner", "👩\u200d🍳", "👩\u200d🍳"],
    ["a Persian word keeps its non-joiner", "می\u200cخواهم", "می\u200cخواهم"],
    ["a soft hyphen stays", "элек\u00adтро", "элек\u00adтро"],
    ["decomposed letters are composed", "и\u0306од е\u0308ж", "йод ёж"],
    ["the ends are trimmed of every kind of space", "\u00a0\ufeff  name\u3000\n", "name"],
    ["letters outside the basic plane", "𝔘𝔫𝔦", "𝔘𝔫𝔦"],
    ["a text from right to left", "שלום", "שלום"],
    ["marks of direction that turn nothing", "\u200eabc\u200f", "\u200eabc\u200f"],
  ])("%s", (_, typed, text) => {
    expect(readLine(typed, limits)).toEqual({ ok: true, text });
  });

  test.each([
    ["NUL", "A\u0000B", "control_character"],
    ["escape", "\u001b[31mred", "control_character"],
    ["delete", "a\u007f", "control_character"],
    ["a control of the second set", "a\u009b", "control_character"],
    ["half a character at the end", "abc\ud83d", "broken_character"],
    ["half a character in the middle", "a\udc69b", "broken_character"],
    ["a direction override", "cod.\u202eexe", "direction_control"],
    ["an isolate", "a\u2066b", "direction_control"],
    ["invisible characters only", "\u200b\u200d\u2060", "invisible"],
    ["a blank that Unicode takes for a letter", "\u3164", "invisible"],
    ["Braille's blank", "\u2800", "invisible"],
    ["more than fits", "x".repeat(21), "too_long"],
  ])("%s is refused with its reason", (_, typed, problem) => {
    expect(readLine(typed, limits)).toMatchObject({ ok: false, problem });
  });

  test("too long is refused, never cut, and counted in code points after composing", () => {
    expect(readLine("😀".repeat(20), limits)).toEqual({ ok: true, text: "😀".repeat(20) });
    expect(readLine("😀".repeat(21), limits)).toEqual({ ok: false, problem: "too_long", length: 21 });
    expect(readLine("й".normalize("NFD").repeat(20), limits)).toEqual({ ok: true, text: "й".repeat(20) });
  });

  test("an empty text is a text unless one is required", () => {
    expect(readLine(" \t ", limits)).toEqual({ ok: true, text: "" });
    expect(readLine(" \t ", { minLength: 1, maxLength: 20 })).toEqual({ ok: false, problem: "empty", length: 0 });
    expect(readLine("a", { minLength: 2, maxLength: 20 })).toEqual({ ok: false, problem: "too_short", length: 1 });
  });

  test("reading what was read changes nothing", () => {
    for (const typed of ["  a\tb ", "е\u0308", "👩\u200d🍳", "1\u00a0000"]) {
      const first = readLine(typed, limits);
      expect(first.ok && readLine(first.text, limits)).toEqual(first);
    }
  });
});

describe("paragraphs", () => {
  test("every line end is one, tabs stay", () => {
    expect(readParagraphs(" one\r\n\r\ntwo\u2028three\rfour\tfive ", { maxLength: 80 })).toEqual({
      ok: true,
      text: "one\n\ntwo\nthree\nfour\tfive",
    });
  });

  test("the same characters are refused as in a line", () => {
    expect(readParagraphs("one\n\u0007", limits)).toMatchObject({ problem: "control_character" });
    expect(readParagraphs("\n\u202e\n", limits)).toMatchObject({ problem: "direction_control" });
  });
});

test("code points are counted, not UTF-16 units", () => {
  expect([countCodePoints(""), countCodePoints("ё"), countCodePoints("😀"), countCodePoints("👩\u200d🍳")]).toEqual([
    0, 1, 1, 3,
  ]);
});
