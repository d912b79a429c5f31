export type Language = "en" | "ru";

/** What the reference says besides names, in both languages. */
export const words = {
  en: {
    intro: `# HTTP API

Core's API, as the dashboard uses it. The document for programs is \`/openapi.json\`; \`/docs\` tries calls, \`/docs/reference\` is to read. All are on locally,
and a value of the chart elsewhere (\`core.apiReference.enabled\`). Keys and query names are snake_case. Money is integer kopecks, times are RFC 3339 in UTC. Sessions
are cookies. Refusals are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) documents with a stable \`code\`, in the language of the cookie
\`lang\` or of \`Accept-Language\`. По-русски: [api.ru.md](api.ru.md).

A test runs every command here in a shell against a real core (curl 7.82 or newer), with these variables:`,
    variables:
      "Codes appear in the terminal of `npm start`. The founder is made by `npm run founder`; `founder.jar` gets the cookies of the same `login-password`.",
    permission: "Who",
    anyone: "anyone",
    user: "whoever is signed in",
    owner: "an owner",
    founder: "the founder; for all others there is no such place (404)",
    limit: (calls: number, seconds: number) => `at most ${calls} calls in ${seconds} s from one address`,
    gives: (value: string, variable: string) => `\`${value}\` of the answer is \`$${variable}\` below.`,
    parameters: "| Name | In | Type | |\n|---|---|---|---|",
    body: "body",
    required: "required",
    answer: "Answer",
    nothing: "no body",
    events: "server-sent events",
    refused: "Refused",
    anywhere: "Every operation can also be refused with",
    shapes: "Shapes",
    shape: "| Name | Type |\n|---|---|",
    refusals: "Refusals",
    refusal: "| Code | Status | Sentence |\n|---|---|---|",
    list: "list of",
  },
  ru: {
    intro: `# HTTP API

API ядра, каким его видит кабинет. Документ для программ — \`/openapi.json\`; в \`/docs\` можно пробовать вызовы, \`/docs/reference\` — для
чтения. Локально всё это включено, на кластере это значение чарта (\`core.apiReference.enabled\`). Ключи и имена параметров пишутся в snake_case. Деньги — целые копейки, время — RFC 3339 в UTC. Сеанс —
это cookies. Отказы — документы [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) с постоянным \`code\`, на языке из cookie \`lang\` или из
\`Accept-Language\`. In English: [api.md](api.md).

Тест выполняет каждую команду этой страницы в оболочке на настоящем ядре (curl 7.82 или новее) с такими переменными:`,
    variables:
      "Коды появляются в терминале `npm start`. Основателя создаёт `npm run founder`; cookies того же `login-password` для него лежат в `founder.jar`.",
    permission: "Кто",
    anyone: "любой",
    user: "вошедший",
    owner: "владелец",
    founder: "основатель; для остальных такого места нет (404)",
    limit: (calls: number, seconds: number) => `не больше ${calls} вызовов за ${seconds} с с одного адреса`,
    gives: (value: string, variable: string) => `\`${value}\` из ответа дальше называется \`$${variable}\`.`,
    parameters: "| Имя | Где | Тип | |\n|---|---|---|---|",
    body: "тело",
    required: "обязательно",
    answer: "Ответ",
    nothing: "без тела",
    events: "события (server-sent events)",
    refused: "Отказы",
    anywhere: "Кроме того, на любой вызов возможны отказы",
    shapes: "Формы данных",
    shape: "| Имя | Тип |\n|---|---|",
    refusals: "Коды отказов",
    refusal: "| Код | Статус | Предложение |\n|---|---|---|",
    list: "список:",
  },
} as const;

/** Titles of the sections, in their order. */
export const tags: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  system: { en: "System", ru: "Система" },
  auth: { en: "Signing in", ru: "Вход" },
  tenants: { en: "Companies", ru: "Компании" },
  billing: { en: "Tariffs and subscriptions", ru: "Тарифы и подписки" },
  modules: { en: "Modules", ru: "Модули" },
  founder: { en: "Founder", ru: "Основатель" },
};
