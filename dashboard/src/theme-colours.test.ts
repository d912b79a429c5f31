import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Parts that lie on the night sky, which is as dark in the light: their texts are pale in both. */
const onNightSky = new Set([
  "app/(auth)/layout.tsx",
  "components/layout/language-switch.tsx",
  "components/layout/site-header.tsx",
  "components/layout/theme-switch.tsx",
  "components/logo.tsx",
  "components/ui/button.tsx",
  "features/landing/closing.tsx",
  "features/landing/hero.tsx",
]);

const palette =
  /\b(?:bg|text|border|ring|from|via|to|outline|fill|stroke|accent)-(?:white|black|slate|gray|zinc|neutral|stone|red|orange|amber|yellow|green|emerald|teal|cyan|sky|blue|indigo|violet|purple|pink|rose)(?:-\d+)?(?:\/\d+)?(?![\w-])/gu;

test("screens name colours by their use, so that the dark has them all", () => {
  const found = globSync("**/*.tsx", { cwd: import.meta.dirname })
    .filter((file) => !onNightSky.has(file))
    .flatMap((file) => {
      const text = readFileSync(join(import.meta.dirname, file), "utf8");
      // `neutral` without a number is one of ours.
      return [...text.matchAll(palette)]
        .filter(([name]) => !name.endsWith("-neutral"))
        .map(([name]) => `${file}: ${name}`);
    });
  expect(found).toEqual([]);
});
