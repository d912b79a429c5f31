import type { FormDraft } from "../drafts/form-draft.ts";
import type { RequestContext } from "../route/request-context.ts";
import { type Html, html } from "../text/html.ts";
import type { Text } from "../text/language.ts";
import { type Form, readInteger } from "../forms/form.ts";

const FIELD = "version";

const texts = {
  title: {
    ru: "Пока вы правили, это сохранил кто-то ещё. Вот оба варианта",
    en: "While you were editing, somebody else saved this. Here are both",
  },
  hint: {
    ru: "Ваш текст остался в форме ниже. «Сохранить» запишет его поверх сохранённого.",
    en: "What you typed is in the form below. Saving writes it over what is saved.",
  },
  same: {
    ru: "То, что вы ввели, совпадает с сохранённым.",
    en: "What you typed is the same as what is saved.",
  },
  yours: { ru: "У вас", en: "Yours" },
  saved: { ru: "Сохранено", en: "Saved" },
  empty: { ru: "(пусто)", en: "(empty)" },
  keepSaved: { ru: "Оставить сохранённое", en: "Keep what is saved" },
} as const satisfies Record<string, Text>;

/** The hidden field that says which version of a thing the person saw; a form whose route `edits` has one. */
export function versionField(version: number): Html {
  return html`<input type="hidden" name="${FIELD}" value="${version}" />`;
}

/** The version that a form was drawn from; undefined for one that names none, which equals no version. */
export function readVersion(form: Form): number | undefined {
  return readInteger(form, FIELD, 0, Number.MAX_SAFE_INTEGER);
}

/** Whether a form came back because its thing has another version now. */
export function isChangedMeanwhile(draft: FormDraft | undefined, savedVersion: number): boolean {
  return draft !== undefined && readVersion(draft.form) !== savedVersion;
}

/** One field of a thing that two people edited. */
export interface EditedField {
  readonly name: string;
  readonly label: string;
  /** As the form has it. */
  readonly saved: string;
  /** What people read instead of a value that the form sends, such as a choice's; left out, the value itself. */
  readonly describe?: (value: string) => string;
}

const lineEnds = (text: string): string => text.replace(/\r\n?/g, "\n");

/**
 * What stands above a form that came back because somebody else saved in the meantime: for each field that differs both values, and the
 * choice. The form itself shows what was typed and carries the version that is saved now.
 */
export function bothVersions(draft: FormDraft, fields: readonly EditedField[], context: RequestContext): Html {
  const { translate, path } = context;
  const differing = fields.flatMap(({ name, label, saved, describe = (value) => value }) => {
    const typed = lineEnds(draft.form.fields.get(name) ?? "");
    if (typed.trim() === lineEnds(saved).trim()) return [];
    return [{ label, typed: describe(typed), saved: describe(saved) }];
  });
  const value = (text: string): Html | string =>
    text.trim() === "" ? html`<span class="soft">${translate(texts.empty)}</span>` : text;
  return html`<section class="notice notice-warn stack" role="alert">
    <p class="strong">${translate(texts.title)}</p>
    <p>${translate(differing.length > 0 ? texts.hint : texts.same)}</p>
    ${differing.map(
      ({ label, typed, saved }) =>
        html`<div class="stack-tight">
          <p class="strong small">${label}</p>
          <dl class="two facts both">
            <div>
              <dt>${translate(texts.yours)}</dt>
              <dd class="prose" tabindex="0">${value(typed)}</dd>
            </div>
            <div>
              <dt>${translate(texts.saved)}</dt>
              <dd class="prose" tabindex="0">${value(saved)}</dd>
            </div>
          </dl>
        </div>`,
    )}
    <p><a class="button button-quiet" href="${path}">${translate(texts.keepSaved)}</a></p>
  </section>`;
}
