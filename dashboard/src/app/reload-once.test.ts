import { expect, test } from "vitest";
import { reloadOnce } from "./reload-once.ts";

function openTab() {
  const values = new Map<string, string>();
  let reloads = 0;
  return {
    sessionStorage: {
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => void values.set(key, value),
    },
    location: { reload: () => void (reloads += 1) },
    countReloads: () => reloads,
  };
}

test("a page that breaks is loaded again once, and not in a loop", () => {
  const tab = openTab();
  expect(reloadOnce(tab, 1_000_000)).toBe(true);
  expect(reloadOnce(tab, 1_001_000)).toBe(false);
  expect(tab.countReloads()).toBe(1);
});

test("the next upgrade finds it ready again, whatever became of the clock", () => {
  const tab = openTab();
  expect(reloadOnce(tab, 1_000_000)).toBe(true);
  expect(reloadOnce(tab, 1_060_000)).toBe(true);
  expect(reloadOnce(tab, 500_000)).toBe(true);
});
