import type { Text } from "../text/language.ts";

/** What the dashboard's button says; its dictionaries are held to this by a test. */
export const openAdminLabel: Text = { ru: "Открыть админку", en: "Open the admin" };

/** What the SDK's own pages say. */
export const sdkTexts = {
  skip: { ru: "К содержанию", en: "Skip to content" },
  otherLanguage: { ru: "English", en: "Русский" },
  madeOn: { ru: "Сделано на «Точке Роста»", en: "Made with Tochka Rosta" },
  toHome: { ru: "На главную", en: "To the home page" },
  toSite: { ru: "Сайт", en: "Site" },
  logout: { ru: "Выйти", en: "Sign out" },
  adminMenu: { ru: "Разделы", en: "Sections" },
  notIndexed: {
    ru: "Поисковики этот сайт не показывают: платформа работает в пробном режиме.",
    en: "Search engines do not list this site: the platform runs on trial.",
  },
  toDashboard: { ru: "Открыть личный кабинет", en: "Open the dashboard" },
  ownerOnlyHint: {
    ru: `Это страница владельца. Откройте личный кабинет «Точки Роста» и нажмите «${openAdminLabel.ru}» у своего сайта: вход откроется сам.`,
    en: `This page is for the owner. Open your Tochka Rosta dashboard and press “${openAdminLabel.en}” next to your site: it signs you in.`,
  },
  interruptedHint: {
    ru: `Вход закончился, пока вы писали. Всё, что вы ввели, сохранено: откройте личный кабинет, нажмите «${openAdminLabel.ru}», и вы вернётесь в эту форму.`,
    en: `Your session ended while you were typing. All you typed is kept: open the dashboard, press “${openAdminLabel.en}”, and you are back in this form.`,
  },
  interruptedNotice: {
    ru: "Вход закончился, пока вы писали. Вот то, что вы ввели: проверьте и сохраните.",
    en: "Your session ended while you were typing. Here is what you typed: check it and save.",
  },
  errorTitle: { ru: "Ошибка", en: "Error" },
  handoverHint: {
    ru: `Ссылка действует минуту и только один раз. Вернитесь в личный кабинет и нажмите «${openAdminLabel.ru}» ещё раз.`,
    en: `The link works for one minute and only once. Go back to the dashboard and press “${openAdminLabel.en}” again.`,
  },
  notFoundHint: {
    ru: "Возможно, адрес набран с ошибкой или страницу убрали.",
    en: "The address may be mistyped, or the page was removed.",
  },
  unavailableHint: { ru: "Загляните чуть позже.", en: "Please come back a little later." },
  ownerReadOnlyHint: {
    ru: "Сайт работает, покупатели ничего не замечают, а вы можете всё смотреть. То, что вы ввели, сохранено на этой странице: не закрывайте её и нажмите кнопку через минуту.",
    en: "The site works, buyers notice nothing, and you can look at everything. What you typed is kept on this page: leave it open and press the button in a minute.",
  },
  sendAgain: { ru: "Отправить ещё раз", en: "Send again" },
  fileNotKept: { ru: "Файл придётся выбрать заново.", en: "The file has to be chosen again." },
  requestNumber: { ru: "Номер запроса: {id}", en: "Request number: {id}" },
} as const satisfies Record<string, Text>;

/** What the switch of lights offers next. */
export const themeTexts = {
  light: { ru: "Светлое оформление", en: "Light appearance" },
  dark: { ru: "Тёмное оформление", en: "Dark appearance" },
  device: { ru: "Оформление как на устройстве", en: "Appearance as on the device" },
} as const satisfies Record<string, Text>;
