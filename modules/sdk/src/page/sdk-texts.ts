import type { Text } from "../text/language.ts";

/** What the SDK's own pages say. */
export const sdkTexts = {
  skip: { ru: "К содержанию", en: "Skip to content" },
  otherLanguage: { ru: "English", en: "Русский" },
  madeOn: { ru: "Сделано на «Точке Роста»", en: "Made with Tochka Rosta" },
  toHome: { ru: "На главную", en: "To the home page" },
  toSite: { ru: "Сайт", en: "Site" },
  logout: { ru: "Выйти", en: "Sign out" },
  adminMenu: { ru: "Разделы", en: "Sections" },
  toDashboard: { ru: "Открыть личный кабинет", en: "Open the dashboard" },
  ownerOnlyHint: {
    ru: "Это страница владельца. Откройте личный кабинет «Точки Роста» и нажмите «Управлять» у своего сайта: вход откроется сам.",
    en: "This page is for the owner. Open your Tochka Rosta dashboard and press “Manage” next to your site: it signs you in.",
  },
  handoverHint: {
    ru: "Ссылка действует минуту и только один раз. Вернитесь в личный кабинет и откройте управление ещё раз.",
    en: "The link works for one minute and only once. Go back to the dashboard and open the site's admin again.",
  },
  notFoundHint: {
    ru: "Возможно, адрес набран с ошибкой или страницу убрали.",
    en: "The address may be mistyped, or the page was removed.",
  },
  unavailableHint: { ru: "Загляните чуть позже.", en: "Please come back a little later." },
  requestNumber: { ru: "Номер запроса: {id}", en: "Request number: {id}" },
} as const satisfies Record<string, Text>;
