import { expect, test } from "vitest";
import { splitModules } from "./split-modules.ts";

const catalogue = [
  { code: "shop", titles: { ru: "Магазин", en: "Shop" }, stage: "available" as const },
  { code: "events", titles: { ru: "Мероприятия", en: "Events" }, stage: "soon" as const },
];
const codes = ({ ready, soon }: ReturnType<typeof splitModules>) =>
  [ready, soon].map((list) => list.map(({ code }) => code));

test("what the catalogue only announces is promised for later", () => {
  expect(codes(splitModules({ all_modules: false, modules: ["shop", "events"] }, catalogue))).toEqual([
    ["shop"],
    ["events"],
  ]);
  expect(codes(splitModules({ all_modules: true, modules: [] }, catalogue))).toEqual([["shop"], ["events"]]);
});

test("what the catalogue does not have cannot be activated either", () => {
  expect(codes(splitModules({ all_modules: false, modules: ["shop", "house"] }, catalogue))).toEqual([
    ["shop"],
    ["house"],
  ]);
});

test("without a catalogue the tariff is shown as it says itself", () => {
  expect(codes(splitModules({ all_modules: false, modules: ["shop", "events"] }, []))).toEqual([
    ["shop", "events"],
    [],
  ]);
});
