import { expect, test } from "vitest";
import type { Form } from "../forms/form.ts";
import { readDraft, sdkReasonOf, writeDraft } from "./form-draft.ts";
import { holderHash, newHolderToken, seal, unseal } from "./seal.ts";

const form: Form = { fields: new Map([["name", "A\0Б\ud800 «Чай»"], ["note", ""]]), file: { field: "picture", bytes: Buffer.from("x") } }; // prettier-ignore

test("a form is kept as it was typed, and a file says that it was not", () => {
  const text = writeDraft("/admin/x", form, { code: "SOME", lines: [1] });
  expect(text).not.toContain("\0");
  const draft = readDraft("id", false, text);
  expect([...draft.form.fields]).toEqual([...form.fields]);
  expect(draft.action).toBe("/admin/x");
  expect([draft.form.file, draft.reason, sdkReasonOf(draft)]).toEqual([
    "not kept",
    { code: "SOME", lines: [1] },
    undefined,
  ]);
});

test("why a file was refused is kept, and the SDK's own reason is told from the module's", () => {
  const sdk = { ru: "Слишком часто", en: "Too often" };
  const draft = readDraft("id", true, writeDraft("/admin/x", { ...form, file: "too large" }, { sdk }));
  expect([draft.form.file, sdkReasonOf(draft), draft.isInterrupted]).toEqual(["too large", sdk, true]);
});

test("what is sealed opens with its own secret only, and not when it was changed", () => {
  const [token, other] = [newHolderToken(), newHolderToken()];
  const sealed = seal(token, "Анна, +7 999");
  expect(sealed.includes("Анна")).toBe(false);
  expect(unseal(token, sealed)).toBe("Анна, +7 999");
  expect(() => unseal(other, sealed)).toThrow();
  const changed = Buffer.from(sealed);
  changed[20] = (changed[20] ?? 0) ^ 1;
  expect(() => unseal(token, changed)).toThrow();
  expect(holderHash(token).equals(holderHash(other))).toBe(false);
});
