import { describePhoneProblem } from "@tochka-rosta/phones";

/** A refusal that clients may rely on: its code never changes, its sentences may. `{name}` is filled from the error's values. */
export interface CatalogueEntry {
  readonly status: number;
  readonly ru: string;
  readonly en: string;
}

/** Every error that the API answers with. */
export const catalogue = {
  VALIDATION_FAILED: { status: 400, ru: "Проверьте поля: {fields}.", en: "Check these fields: {fields}." },
  BODY_UNREADABLE: {
    status: 400,
    ru: "Запрос не читается: ожидается JSON.",
    en: "The request cannot be read: JSON is expected.",
  },
  BODY_TOO_LARGE: { status: 413, ru: "Запрос слишком большой.", en: "The request is too large." },
  CONTENT_TYPE_UNSUPPORTED: { status: 415, ru: "Ожидается application/json.", en: "application/json is expected." },
  REQUEST_UNREADABLE: { status: 400, ru: "Запрос не читается.", en: "The request cannot be read." },
  REQUEST_TOO_SLOW: { status: 408, ru: "Запрос шёл слишком долго.", en: "The request took too long to arrive." },
  HEAD_TOO_LARGE: {
    status: 431,
    ru: "Адрес или заголовки запроса слишком длинные. Помогает удалить cookies этого сайта.",
    en: "The address or headers of the request are too long. Deleting this site's cookies helps.",
  },
  NOT_FOUND: { status: 404, ru: "Не найдено.", en: "Not found." },
  ORIGIN_REFUSED: {
    status: 403,
    ru: "Запрос пришёл с чужого сайта и отклонён.",
    en: "The request came from another site and was refused.",
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    ru: "Слишком много запросов. Повторите через {seconds} с.",
    en: "Too many requests. Try again in {seconds} s.",
  },
  TOO_MANY_STREAMS: {
    status: 429,
    ru: "Слишком много вкладок следят за сайтами вживую. Закройте лишние; остальные обновятся сами.",
    en: "Too many tabs follow your sites live. Close some; the others refresh by themselves.",
  },
  NOT_SIGNED_IN: { status: 401, ru: "Войдите, чтобы продолжить.", en: "Sign in to continue." },
  SESSION_ENDED: {
    status: 401,
    ru: "Сеанс завершён. Войдите снова.",
    en: "The session has ended. Sign in again.",
  },
  NO_TENANT: {
    status: 403,
    ru: "У этой учётной записи нет компании.",
    en: "This account has no company.",
  },
  PHONE_OR_PASSWORD_WRONG: {
    status: 401,
    ru: "Неверный телефон или пароль.",
    en: "Wrong phone or password.",
  },
  CODE_WRONG: {
    status: 400,
    ru: "Неверный код. Осталось попыток: {tries}.",
    en: "The code is wrong. Tries left: {tries}.",
  },
  CODE_SPENT: {
    status: 400,
    ru: "Этот код больше не действует: слишком много неверных попыток. Запросите новый.",
    en: "This code does not count any more: there were too many wrong tries. Request a new one.",
  },
  CODE_EXPIRED: {
    status: 400,
    ru: "Этот код больше не действует: он устарел, уже использован или заменён новым. Запросите новый.",
    en: "This code does not count any more: it is too old, was used, or a newer one took its place. Request a new one.",
  },
  REGISTRATION_ENDED: {
    status: 401,
    ru: "Подтверждение номера устарело. Введите номер ещё раз: то, что вы заполнили, сохранится.",
    en: "The confirmation of your number is too old. Enter the number again: what you have filled in is kept.",
  },
  CODE_RECENTLY_SENT: {
    status: 429,
    ru: "Код уже отправлен. Новый можно запросить через {seconds} с.",
    en: "A code was sent already. You can request a new one in {seconds} s.",
  },
  CODE_NOT_SENT: {
    status: 503,
    ru: "Не удалось отправить код. Попробуйте через минуту.",
    en: "The code could not be sent. Try again in a minute.",
  },
  CODES_PAUSED: {
    status: 503,
    ru: "Коды временно не отправляются: запросов слишком много. Войдите по паролю или повторите позже.",
    en: "No codes are being sent right now: there are too many requests. Sign in by password or try again later.",
  },
  PASSWORD_TRIES_SPENT: {
    status: 429,
    ru: "Слишком много неверных паролей. Войдите по коду из SMS или повторите через {minutes} мин.",
    en: "Too many wrong passwords. Sign in by a code from an SMS, or try again in {minutes} min.",
  },
  NOT_REGISTERED: {
    status: 404,
    ru: "По этому номеру ещё нет учётной записи. Зарегистрируйтесь.",
    en: "There is no account for this number yet. Please register.",
  },
  ALREADY_REGISTERED: {
    status: 409,
    ru: "Этот номер уже зарегистрирован. Войдите.",
    en: "This number is registered already. Please sign in.",
  },
  SUBDOMAIN_UNAVAILABLE: {
    status: 409,
    ru: "Адрес «{name}» занят или зарезервирован. Выберите другой.",
    en: "The address “{name}” is taken or reserved. Choose another.",
  },
  SUBDOMAIN_FIXED: {
    status: 409,
    ru: "Адрес компании можно сменить только в первые 14 дней и пока не было ни одного сайта: на него уже могут вести ссылки.",
    en: "A company's address can be changed in its first 14 days only, and while it has had no site: links may lead to it by now.",
  },
  TARIFF_UNAVAILABLE: {
    status: 409,
    ru: "Такого тарифа нет среди действующих.",
    en: "There is no such tariff on offer.",
  },
  TARIFF_UNCHANGED: { status: 409, ru: "Этот тариф уже действует.", en: "This tariff is in force already." },
  TARIFF_TOO_SMALL: {
    status: 409,
    ru: "Тариф «{tariff}» меньше того, что включено сейчас: {excess}. Сначала отключите лишнее.",
    en: "The tariff “{tariff}” allows less than is switched on now: {excess}. Switch the excess off first.",
  },
  MODULE_UNKNOWN: { status: 404, ru: "Такого модуля нет.", en: "There is no such module." },
  MODULE_COMING_SOON: {
    status: 409,
    ru: "Модуль «{module}» ещё не готов. Скоро.",
    en: "The module “{module}” is not ready yet. Soon.",
  },
  MODULE_NOT_IN_TARIFF: {
    status: 409,
    ru: "Модуль «{module}» не входит в тариф «{tariff}».{wayOut}",
    en: "The module “{module}” is not part of the tariff “{tariff}”.{wayOut}",
  },
  SUBDOMAIN_LIMIT_REACHED: {
    status: 409,
    ru: "На тарифе «{tariff}» можно включить сайтов: {limit}. Выключите один из них.{wayOut}",
    en: "The tariff “{tariff}” has a limit of active sites: {limit}. Switch one off.{wayOut}",
  },
  KEPT_SITE_LIMIT_REACHED: {
    status: 409,
    ru: "На тарифе «{tariff}» можно хранить сайтов, включённых и выключенных: {limit}. Включите один из выключенных или удалите ненужный.{wayOut}",
    en: "The tariff “{tariff}” keeps at most {limit} sites, active and switched off. Switch one of them on again, or delete one.{wayOut}",
  },
  RETIRED_SITE_LIMIT_REACHED: {
    status: 409,
    ru: "Данные удалённых сайтов ещё хранятся, их {count}, а на тарифе «{tariff}» может быть {limit}. Новый сайт можно создать после {date}, а оставшиеся включать и выключать можно сейчас.{wayOut}",
    en: "The data of {count} deleted sites is still kept, and the tariff “{tariff}” allows {limit}. A new site can be made after {date}; those that are left can be switched on and off now.{wayOut}",
  },
  SITE_NAME_WRONG: {
    status: 400,
    ru: "Чтобы удалить сайт, наберите его имя: {name}.",
    en: "To delete the site, type its name: {name}.",
  },
  INSTANCE_MANAGED_ELSEWHERE: {
    status: 409,
    ru: "Сайт «{name}» создан на площадке, а не в кабинете: включает и выключает его тот, кто его там завёл (spec.active). Открыть админку и удалить его можно здесь.",
    en: "The site “{name}” was made in the cluster, not here: whoever applied it there switches it on and off (spec.active). Its admin can be opened and the site deleted here.",
  },
  CHANGED_MEANWHILE: {
    status: 409,
    ru: "Пока вы правили, это сохранил кто-то ещё. Сейчас здесь: {now}. Ваше осталось в форме: сохраните ещё раз, если оно вернее.",
    en: "While you were editing, somebody else saved this. It is now: {now}. Yours is still in the form: save again if it is right.",
  },
  TARIFF_MODULES_UNKNOWN: {
    status: 400,
    ru: "В каталоге нет модулей: {modules}. Сначала примените их манифест (kubectl apply), через несколько секунд они появятся в списке.",
    en: "The catalogue has no such modules: {modules}. Apply their manifest first (kubectl apply); a few seconds later they are on the list.",
  },
  NO_SUBSCRIPTION: {
    status: 409,
    ru: "Нет действующей подписки. Выберите тариф.",
    en: "There is no subscription in force. Choose a tariff.",
  },
  TENANT_SUSPENDED: {
    status: 409,
    ru: "Компания приостановлена. Обратитесь в поддержку.",
    en: "The company is suspended. Please contact support.",
  },
  HOST_PREFIX_TAKEN: {
    status: 409,
    ru: "Адрес «{hostPrefix}» уже занят другим вашим модулем.",
    en: "The address “{hostPrefix}” is held by another of your modules.",
  },
  HOST_PREFIX_RESERVED: {
    status: 409,
    ru: "Адрес «{hostPrefix}» похож на служебный адрес платформы. Выберите другой.",
    en: "The address “{hostPrefix}” looks like one of the platform's own. Choose another.",
  },
  INSTANCE_NOT_READY: {
    status: 409,
    ru: "Сайт ещё не готов. Подождите, пока он запустится.",
    en: "The site is not ready yet. Wait until it has started.",
  },
  INSTANCE_INACTIVE: {
    status: 409,
    ru: "Сайт отключён. Включите его снова.",
    en: "The site is switched off. Activate it again.",
  },
  NOT_READY: {
    status: 503,
    ru: "Сервис запускается или база данных недоступна.",
    en: "The service is starting or its database is unavailable.",
  },
  INTERNAL: {
    status: 500,
    ru: "Что-то пошло не так. Мы уже разбираемся; назовите поддержке номер запроса {requestId}.",
    en: "Something went wrong on our side. Give support the request number {requestId}.",
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ProblemCode = keyof typeof catalogue;

/** What can be wrong with one field. */
export const fieldCatalogue = {
  REQUIRED: { ru: "Заполните это поле.", en: "Fill this in." },
  TOO_SHORT: { ru: "Слишком коротко: нужно не меньше {limit}.", en: "Too short: at least {limit} needed." },
  TOO_LONG: { ru: "Слишком длинно: не больше {limit}.", en: "Too long: at most {limit}." },
  OUT_OF_RANGE: { ru: "Значение вне допустимых пределов.", en: "The value is out of range." },
  NOT_ALLOWED: { ru: "Такое значение не подходит.", en: "This value is not allowed." },
  UNKNOWN_FIELD: { ru: "Такого поля нет.", en: "There is no such field." },
  INVALID: { ru: "Неверный формат.", en: "Wrong format." },
  PHONE_NOT_MOBILE: {
    ru: "Нужен российский мобильный номер: +7 9XX XXX-XX-XX.",
    en: "A Russian mobile number is needed: +7 9XX XXX-XX-XX.",
  },
  PHONE_FOREIGN: { ru: describePhoneProblem("foreign", "ru"), en: describePhoneProblem("foreign", "en") },
  HIDDEN_CHARACTER: {
    ru: "В тексте есть невидимый служебный знак: наберите это место заново.",
    en: "The text holds an invisible control character: type this part again.",
  },
  CONSENT_REQUIRED: { ru: "Без согласия регистрация невозможна.", en: "Registration needs your consent." },
  PASSWORD_COMMON: {
    ru: "Этот пароль слишком известен. Придумайте другой.",
    en: "This password is too well known. Choose another.",
  },
  PASSWORD_IS_PHONE: {
    ru: "Пароль не должен повторять номер телефона.",
    en: "The password must not repeat the phone number.",
  },
} as const satisfies Record<string, { ru: string; en: string }>;

export type FieldCode = keyof typeof fieldCatalogue;
