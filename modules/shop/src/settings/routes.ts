import {
  type AdminRoute,
  type Answer,
  bothVersions,
  errorSummary,
  type FieldErrors,
  type Form,
  type FormDraft,
  formatPhone,
  hasErrors,
  type Html,
  html,
  isChangedMeanwhile,
  isTimeZone,
  lineField,
  listTimeZones,
  page,
  paragraphField,
  readForm,
  redirect,
  type RequestContext,
  selectField,
  sendBack,
  type Text,
  type TimeZoneChoice,
  versionField,
} from "@tochka-rosta/sdk";
import { HELD_PIECES, HOLD_HOURS } from "../order-limits.ts";
import { adminTexts } from "../texts.ts";
import { readSettings, saveSettings, type ShopSettings, type StoredSettings } from "./store.ts";

const texts = {
  name: { ru: "Название магазина", en: "Shop name" },
  nameHint: { ru: "Видно в шапке сайта и в поиске", en: "Shown at the top of the site and in search results" },
  phone: { ru: "Телефон для покупателей", en: "Phone for buyers" },
  address: { ru: "Адрес самовывоза", en: "Pickup address" },
  greeting: { ru: "Приветствие на главной", en: "Greeting on the first page" },
  timeZone: { ru: "Часовой пояс", en: "Time zone" },
  timeZoneHint: {
    ru: "В нём показаны времена заказов, и по нему начинается «сегодня». Сейчас: {moment}",
    en: "Times of orders are shown in it, and “today” begins by it. Now: {moment}",
  },
  timeZoneWrong: { ru: "Выберите часовой пояс из списка", en: "Choose a time zone of the list" },
  russianZones: { ru: "Россия", en: "Russia" },
  otherZones: { ru: "Другие", en: "Others" },
  heldPieces: { ru: "Штук до подтверждения, одному покупателю", en: "Pieces before confirmation, per buyer" },
  heldPiecesHint: {
    ru: "Новый заказ держит товар {hours} часов: подтвердите его за это время, иначе товар вернётся в продажу, а заказ останется в списке. Больше этого числа штук один покупатель без подтверждения не отложит.",
    en: "A new order keeps its goods for {hours} hours: confirm it within that time, or they go on sale again and the order stays in the list. One buyer cannot have more than this number of pieces kept without a confirmation.",
  },
  heldPiecesWrong: { ru: "Целое число от {least} до {most}", en: "A whole number from {least} to {most}" },
  greetingHint: { ru: "Одно-два предложения о том, что вы продаёте", en: "A sentence or two on what you sell" },
} as const satisfies Record<string, Text>;

/** What the form shows: what is stored, or what was typed. */
type Values = Readonly<Record<keyof ShopSettings, string>>;

function savedValues(settings: ShopSettings): Values {
  return { ...settings, phone: formatPhone(settings.phone), heldPieces: String(settings.heldPieces) };
}

/** A form of the release before, still open in a tab, does not have all fields: those stay as they are. */
function valuesOf(saved: Values, draft: FormDraft | undefined): Values {
  if (!draft) return saved;
  const names = Object.keys(saved) as (keyof ShopSettings)[];
  return Object.fromEntries(names.map((name) => [name, draft.form.fields.get(name) ?? saved[name]])) as Values;
}

function readSettingsForm(form: Form, stored: StoredSettings, { language, translate }: RequestContext) {
  const fields = readForm(form, language);
  const { least, most } = HELD_PIECES;
  const settings = {
    name: fields.line("name", { maxLength: 80 }),
    greeting: fields.paragraphs("greeting", { maxLength: 300 }),
    phone: fields.contactPhone("phone"),
    address: fields.line("address", { maxLength: 200 }),
    timeZone: form.fields.get("timeZone") ?? stored.timeZone,
    heldPieces: stored.heldPieces,
  };
  if (!isTimeZone(settings.timeZone)) fields.refuse("timeZone", translate(texts.timeZoneWrong));
  const wrong = translate(texts.heldPiecesWrong, { least, most });
  const typed = form.fields.has("heldPieces") ? fields.integer("heldPieces", { least, most, wrong }) : undefined;
  return { settings: { ...settings, ...(typed !== undefined && { heldPieces: typed }) }, errors: fields.errors };
}

function zoneField(value: string, errors: FieldErrors, { translate, language, now, time }: RequestContext): Html {
  const { russian, others } = listTimeZones(now(), language);
  const choices = (zones: readonly TimeZoneChoice[]) => zones.map(({ name, label }) => ({ value: name, label }));
  return selectField({
    name: "timeZone",
    label: translate(texts.timeZone),
    hint: translate(texts.timeZoneHint, { moment: time.format(now()) }),
    value,
    errors,
    groups: [
      { label: translate(texts.russianZones), choices: choices(russian) },
      { label: translate(texts.otherZones), choices: choices(others) },
    ],
  });
}

function describeTimeZone(name: string, { now, language }: RequestContext): string {
  const { russian, others } = listTimeZones(now(), language);
  return [...russian, ...others].find((choice) => choice.name === name)?.label ?? name;
}

const EDITED = ["name", "greeting", "phone", "address", "timeZone", "heldPieces"] as const;

function conflict(context: RequestContext, stored: StoredSettings): Html | false {
  const { draft, translate } = context;
  if (!draft || !isChangedMeanwhile(draft, stored.version)) return false;
  const saved = savedValues(stored);
  const edited = EDITED.filter((name) => draft.form.fields.has(name));
  return bothVersions(
    draft,
    edited.map((name) => ({
      name,
      label: translate(texts[name]),
      saved: saved[name],
      ...(name === "timeZone" && { describe: (zone: string) => describeTimeZone(zone, context) }),
    })),
    context,
  );
}

function settingsPage(context: RequestContext, stored: StoredSettings): Answer {
  const { translate, draft } = context;
  const title = translate(adminTexts.settings);
  const values = valuesOf(savedValues(stored), draft);
  const errors = draft ? readSettingsForm(draft.form, stored, context).errors : {};
  const field = (name: Exclude<keyof ShopSettings, "timeZone">, maxLength: number) => ({
    name,
    maxLength,
    label: translate(texts[name]),
    value: values[name],
    errors,
  });
  const heldPiecesHint = translate(texts.heldPiecesHint, { hours: HOLD_HOURS });
  return page({
    title,
    body: html`<div class="stack narrow">
      <h1>${title}</h1>
      ${context.query["saved"] === "1" && html`<p class="notice notice-good" role="status">✓ ${translate(adminTexts.saved)}</p>`}
      ${conflict(context, stored)} ${errorSummary(errors, translate(adminTexts.correct))}
      <form class="card stack" method="post" action="/admin/settings" novalidate>
        ${versionField(stored.version)} ${lineField({ ...field("name", 80), hint: translate(texts.nameHint) })}
        ${paragraphField({ ...field("greeting", 300), hint: translate(texts.greetingHint) })}
        ${lineField({ ...field("phone", 40), type: "tel", placeholder: "+7 (999) 123-45-67" })}
        ${lineField(field("address", 200))} ${zoneField(values.timeZone, errors, context)}
        ${lineField({ ...field("heldPieces", 5), hint: heldPiecesHint, inputMode: "numeric" })}
        <div><button class="button" type="submit">${translate(adminTexts.save)}</button></div>
      </form>
    </div>`,
  });
}

const showSettings: AdminRoute = {
  method: "GET",
  url: "/admin/settings",
  handle: async (context) => settingsPage(context, await readSettings(context.database)),
};

const submitSettings: AdminRoute = {
  method: "POST",
  url: "/admin/settings",
  formAt: "/admin/settings",
  edits: true,
  handle: async (context) => {
    const { database, form, version } = context;
    const { settings, errors } = readSettingsForm(form, await readSettings(database), context);
    if (hasErrors(errors)) return sendBack();
    return (await saveSettings(database, settings, version)) ? redirect("/admin/settings?saved=1") : sendBack();
  },
};

export const settingsRoutes: readonly AdminRoute[] = [showSettings, submitSettings];
