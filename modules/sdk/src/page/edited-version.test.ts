import { expect, test } from "vitest";
import { readDraft, writeDraft } from "../drafts/form-draft.ts";
import type { RequestContext } from "../route/request-context.ts";
import { fill } from "../text/language.ts";
import { bothVersions, isChangedMeanwhile, readVersion, versionField } from "./edited-version.ts";

const draftOf = (fields: Record<string, string>) =>
  readDraft("id", false, writeDraft("/x", { fields: new Map(Object.entries(fields)), file: undefined }, undefined));
const context = { path: "/admin/x", translate: (text, values) => fill(text, "ru", values) } as RequestContext;

test("a form names the version that it was drawn from, and one that names none equals no version", () => {
  expect(String(versionField(7))).toBe('<input type="hidden" name="version" value="7" />');
  expect(readVersion(draftOf({ version: "7" }).form)).toBe(7);
  expect([isChangedMeanwhile(draftOf({ version: "7" }), 7), isChangedMeanwhile(undefined, 7)]).toEqual([false, false]);
  expect([isChangedMeanwhile(draftOf({ version: "6" }), 7), isChangedMeanwhile(draftOf({}), 7)]).toEqual([true, true]);
});

test("both values of what differs are shown, and the way to keep what is saved", () => {
  const draft = draftOf({ version: "1", title: "Чай", text: "строка\r\nвторая", price: "100" });
  const shown = bothVersions(
    draft,
    [
      { name: "title", label: "Название", saved: "Кофе <b>" },
      { name: "text", label: "Описание", saved: "строка\nвторая" },
      { name: "price", label: "Цена", saved: "" },
    ],
    context,
  ).toString();
  for (const words of ["Чай", "Кофе &lt;b&gt;", "(пусто)", 'href="/admin/x"']) expect(shown).toContain(words);
  expect(shown).not.toContain("Описание");
});
