import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { colours, pairs } from "./colours.ts";
import { measureContrast } from "./contrast.ts";
import { buildDeviceStyle, buildTailwindTheme } from "./style.ts";

test("contrast is that of WCAG", () => {
  expect(measureContrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(measureContrast("#777777", "#ffffff")).toBeCloseTo(4.478, 2);
});

describe.each(["light", "dark"] as const)("in the %s", (light) => {
  test.each(pairs)("%s is readable on %s", (text, ground) => {
    expect(measureContrast(colours[light][text], colours[light][ground])).toBeGreaterThanOrEqual(4.5);
  });

  test("the border of a field is told from its card (WCAG 1.4.11)", () => {
    expect(measureContrast(colours[light]["line-strong"], colours[light].card)).toBeGreaterThanOrEqual(3);
  });
});

test("a page names every colour: the light ones always, the dark ones by the reader's choice or by the device", () => {
  const [light = "", chosen = "", dark = ""] = buildDeviceStyle().split(
    /:root\[data-theme="dark"\]|@media \(prefers-color-scheme: dark\)/,
  );
  for (const name of Object.keys(colours.light)) {
    expect(light).toContain(`--color-${name}: `);
    expect(chosen).toContain(`--color-${name}: `);
    expect(dark).toContain(`--color-${name}: `);
  }
});

test("the dashboard's theme is what the source generates", async () => {
  expect(await readFile(new URL("../generated/theme.css", import.meta.url), "utf8")).toBe(buildTailwindTheme());
});
