import {
  type AdminRoute,
  type Answer,
  errorSummary,
  type FieldErrors,
  formatPhone,
  html,
  lineField,
  page,
  paragraphField,
  readForm,
  readInteger,
  redirect,
  type Text,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { HELD_PIECES, HOLD_HOURS } from "../order-limits.ts";
import { adminTexts } from "../texts.ts";
import { readSettings, saveSettings, type ShopSettings } from "./store.ts";

const texts = {
  name: { ru: "Название магазина", en: "Shop name" },
  nameHint: { ru: "Видно в шапке сайта и в поиске", en: "Shown at the top of the site and in search results" },
  phone: { ru: "Телефон для покупателей", en: "Phone for buyers" },
  address: { ru: "Адрес самовывоза", en: "Pickup address" },
  greeting: { ru: "Приветствие на главной", en: "Greeting on the first page" },
  heldPieces: { ru: "Штук до подтверждения, одному покупателю", en: "Pieces before confirmation, per buyer" },
  heldPiecesHint: {
    ru: "Новый заказ держит товар {hours} часов: подтвердите его за это время, иначе товар вернётся в продажу, а заказ останется в списке. Больше этого числа штук один покупатель без подтверждения не отложит.",
    en: "A new order keeps its goods for {hours} hours: confirm it within that time, or they go on sale again and the order stays in the list. One buyer cannot have more than this number of pieces kept without a confirmation.",
  },
  heldPiecesWrong: { ru: "Целое число от {least} до {most}", en: "A whole number from {least} to {most}" },
  greetingHint: { ru: "Одно-два предложения о том, что вы продаёте", en: "A sentence or two on what you sell" },
} as const satisfies Record<string, Text>;

/** What the form shows: what is stored, or what was typed. */
type Values = Readonly<Record<keyof ShopSettings, string | number>>;

function settingsPage(context: RequestContext, values: Values, errors: FieldErrors, isSaved: boolean): Answer {
  const title = context.translate(adminTexts.settings);
  const { translate } = context;
  const field = (name: keyof typeof texts & keyof ShopSettings, maxLength: number) => ({
    name,
    maxLength,
    label: translate(texts[name]),
    value: String(values[name]),
    error: errors[name],
  });
  return page({
    status: Object.keys(errors).length > 0 ? 422 : 200,
    title,
    body: html`<div class="stack narrow">
      <h1>${title}</h1>
      ${isSaved && html`<p class="notice notice-good" role="status">✓ ${translate(adminTexts.saved)}</p>`}
      ${errorSummary(errors, translate(adminTexts.correct))}
      <form class="card stack" method="post" action="/admin/settings" novalidate>
        ${lineField({ ...field("name", 80), hint: translate(texts.nameHint) })}
        ${paragraphField({ ...field("greeting", 300), hint: translate(texts.greetingHint) })}
        ${lineField({ ...field("phone", 40), type: "tel", placeholder: "+7 (999) 123-45-67" })}
        ${lineField(field("address", 200))}
        ${lineField({
          ...field("heldPieces", 5),
          hint: translate(texts.heldPiecesHint, { hours: HOLD_HOURS }),
          inputMode: "numeric",
        })}
        <div><button class="button" type="submit">${translate(adminTexts.save)}</button></div>
      </form>
    </div>`,
  });
}

const showSettings: AdminRoute = {
  method: "GET",
  url: "/admin/settings",
  handle: async (context) => {
    const settings = await readSettings(context.database);
    const shown = { ...settings, phone: formatPhone(settings.phone) };
    return settingsPage(context, shown, {}, context.query["saved"] === "1");
  },
};

const submitSettings: AdminRoute = {
  method: "POST",
  url: "/admin/settings",
  handle: async (context) => {
    const { form } = context;
    const fields = readForm(form, context.language);
    const { least, most } = HELD_PIECES;
    const stored = await readSettings(context.database);
    // A form of the release before, still open in a tab, does not have the field.
    const heldPieces = form.fields.has("heldPieces") ? readInteger(form, "heldPieces", least, most) : stored.heldPieces;
    const settings = {
      name: fields.line("name", { maxLength: 80 }),
      phone: fields.contactPhone("phone"),
      address: fields.line("address", { maxLength: 200 }),
      greeting: fields.paragraphs("greeting", { maxLength: 300 }),
      heldPieces: heldPieces ?? stored.heldPieces,
    };
    const errors: FieldErrors = {
      ...fields.errors,
      ...(heldPieces === undefined && { heldPieces: context.translate(texts.heldPiecesWrong, { least, most }) }),
    };
    if (Object.keys(errors).length > 0) {
      const typed = Object.fromEntries(Object.keys(settings).map((name) => [name, form.fields.get(name) ?? ""]));
      return settingsPage(context, { ...settings, ...typed }, errors, false);
    }
    await saveSettings(context.database, settings);
    return redirect("/admin/settings?saved=1");
  },
};

export const settingsRoutes: readonly AdminRoute[] = [showSettings, submitSettings];
