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
        ${lineField({ ...field("phone", 40), type: "tel", placeholder: "+7 (999) 123-45-67" })}
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
    const fields = readForm(form, context.language);
    const settings = {
      name: fields.line("name", { maxLength: 80 }),
      phone: fields.contactPhone("phone"),
      address: fields.line("address", { maxLength: 200 }),
      greeting: fields.paragraphs("greeting", { maxLength: 300 }),
    };
    if (Object.keys(fields.errors).length > 0) {
      const typed = Object.fromEntries(Object.keys(settings).map((name) => [name, form.fields.get(name) ?? ""]));
      return settingsPage(context, { ...settings, ...typed }, fields.errors, false);
    }
    await saveSettings(context.database, settings);
    return redirect("/admin/settings?saved=1");
  },
};

export const settingsRoutes: readonly AdminRoute[] = [showSettings, submitSettings];
