import {
  type AdminRoute,
  type Answer,
  errorSummary,
  type FieldErrors,
  formatPhone,
  html,
  lineField,
  normalizePhone,
  page,
  paragraphField,
  readLine,
  readParagraphs,
  redirect,
  type Text,
  type RequestContext,
} from "@tochka-rosta/sdk";
import { adminTexts } from "../texts.ts";
import { readSettings, saveSettings, type ShopSettings } from "./store.ts";

const texts = {
  name: { ru: "Название магазина", en: "Shop name" },
  nameHint: { ru: "Видно в шапке сайта и в поиске", en: "Shown at the top of the site and in search results" },
  phone: { ru: "Телефон для покупателей", en: "Phone for buyers" },
  address: { ru: "Адрес самовывоза", en: "Pickup address" },
  greeting: { ru: "Приветствие на главной", en: "Greeting on the first page" },
  greetingHint: { ru: "Одно-два предложения о том, что вы продаёте", en: "A sentence or two on what you sell" },
  phoneWrong: { ru: "Телефон не похож на российский мобильный", en: "This does not look like a Russian mobile number" },
} as const satisfies Record<string, Text>;

function settingsPage(context: RequestContext, values: ShopSettings, errors: FieldErrors, isSaved: boolean): Answer {
  const title = context.translate(adminTexts.settings);
  const { translate } = context;
  const field = (name: keyof typeof texts & keyof ShopSettings, maxLength: number) => ({
    name,
    maxLength,
    label: translate(texts[name]),
    value: values[name],
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
        ${lineField({ ...field("phone", 40), type: "tel", placeholder: "+7 999 123-45-67" })}
        ${lineField(field("address", 200))}
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
    const typedPhone = readLine(form, "phone", 40);
    const phone = typedPhone === "" ? "" : normalizePhone(typedPhone);
    const typed = {
      name: readLine(form, "name", 80),
      address: readLine(form, "address", 200),
      greeting: readParagraphs(form, "greeting", 300),
    };
    if (phone === undefined) {
      const errors = { phone: context.translate(texts.phoneWrong) };
      return settingsPage(context, { ...typed, phone: typedPhone }, errors, false);
    }
    await saveSettings(context.database, { ...typed, phone });
    return redirect("/admin/settings?saved=1");
  },
};

export const settingsRoutes: readonly AdminRoute[] = [showSettings, submitSettings];
