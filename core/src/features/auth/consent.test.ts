import { expect, test } from "vitest";
import { buildConsent, hashConsent } from "./consent.ts";

test("the consent names who runs the platform, with the requisites where there are some", () => {
  const name = "ООО «Ромашка»";
  const bare = buildConsent({ platformOperatorName: name, platformOperatorDetails: undefined });
  expect(bare.text).toContain("платформы «Точка Роста»: ООО «Ромашка». Я даю");
  const full = buildConsent({ platformOperatorName: name, platformOperatorDetails: "ИНН 7700000000" });
  expect(full.text).toContain(": ООО «Ромашка» (ИНН 7700000000). Я даю");
  expect(hashConsent(full.text)).not.toBe(hashConsent(bare.text));
  expect(full.version).toBe(bare.version);
});
