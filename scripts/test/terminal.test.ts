import { expect, test } from "vitest";
import { createTerminal } from "./terminal.ts";

function makeTerminal() {
  let seconds = 0;
  let text = "";
  const terminal = createTerminal({ write: (part) => (text += part), now: () => seconds * 1000, quietSeconds: 15 });
  const wait = (more: number) => {
    seconds += more;
    terminal.tick();
  };
  const lines = () => text.split("\n").filter((line) => line !== "");
  return { terminal, wait, lines, text: () => text };
}

test("a suite that runs alone prints as it goes, by whole lines", () => {
  const { terminal, lines } = makeTerminal();
  terminal.open("unit");
  terminal.print("unit", "first\nsec");
  expect(lines()).toEqual([expect.stringContaining("── unit ─"), "first"]);
  terminal.print("unit", "ond\n");
  terminal.close("unit", "unit: done");
  expect(lines().slice(1)).toEqual(["first", "second", "unit: done"]);
});

test("suites side by side print in one piece each, when they end", () => {
  const { terminal, lines } = makeTerminal();
  terminal.open("a");
  terminal.open("b");
  terminal.print("a", "a1\n");
  terminal.print("b", "b1\n");
  terminal.print("a", "a2\n");
  expect(lines()).toEqual([]);
  terminal.close("b", "b: done");
  expect(lines()).toEqual([
    expect.stringContaining("── b ─"),
    "b1",
    "b: done",
    expect.stringContaining("── a ─"),
    "a1",
    "a2",
  ]);
  terminal.close("a", "a: done");
  expect(lines().at(-1)).toBe("a: done");
});

test("long silence is broken by a line that tells where each suite is, without colours", () => {
  const { terminal, wait, lines } = makeTerminal();
  terminal.open("a");
  terminal.open("b");
  terminal.print("a", "\u001b[32m✓ shop.test.ts\u001b[39m\n\n");
  wait(10);
  expect(lines()).toEqual([]);
  wait(57);
  expect(lines()).toEqual(["   … a (1:07): ✓ shop.test.ts │ b (1:07)"]);
  wait(5);
  expect(lines()).toHaveLength(1);
});
