import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openAdminLabel, sdkTexts } from "./sdk-texts.ts";

test.each(["ru", "en"] as const)("the pages name the button that the dashboard has (%s)", async (language) => {
  const file = new URL(`../../../../dashboard/messages/${language}/modules.json`, import.meta.url);
  const { openAdmin } = JSON.parse(await readFile(file, "utf8")) as { openAdmin: string };
  expect(openAdminLabel[language]).toBe(openAdmin);
  for (const hint of [sdkTexts.ownerOnlyHint, sdkTexts.handoverHint, sdkTexts.interruptedHint]) {
    expect(hint[language]).toContain(openAdmin);
  }
});
