/** One call of an operation as the reference shows it, and as a test sends it by curl. */
export interface ApiExample {
  /** Which cookies go along: those of an owner or the founder, or none. */
  readonly as: "anyone" | "owner" | "founder";
  /** The operation's summary in Russian; the English one is the OpenAPI document's. */
  readonly ru: string;
  /** Values of path parameters: variables of the reference. */
  readonly path?: Readonly<Record<string, `$${string}`>>;
  readonly query?: string;
  /** The JSON body; `$NAME` are variables of the reference. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Whether the answer's cookies are kept. */
  readonly keepsCookies?: boolean;
  /** Cookies go along although a session begins here: an example before gave them. */
  readonly goesOn?: boolean;
  /** Events come for as long as one listens; the example listens this long. */
  readonly listensSeconds?: number;
  /** What of the answer later examples use: a variable, and the path of its value. */
  readonly gives?: { readonly variable: string; readonly value: string };
}

const phone = "$PHONE";
const page = "page=1&page_size=20";

/** By operationId. An operation without an example fails the generation of the reference. */
export const apiExamples: Readonly<Record<string, ApiExample>> = {
  checkPhone: { as: "anyone", ru: "Привести номер телефона к одному виду", body: { phone: "8 (900) 123-45-67" } },
  getConsent: { as: "anyone", ru: "Согласие, которого требует регистрация, слово в слово" },
  sendCode: { as: "anyone", ru: "Отправить одноразовый код", body: { phone, purpose: "register" } },
  registerFull: {
    as: "owner",
    ru: "Зарегистрировать владельца с компанией и пробным периодом",
    keepsCookies: true,
    body: {
      phone,
      code: "$CODE",
      password: "$PASSWORD",
      first_name: "Анна",
      last_name: "Пробная",
      employment_type: "ip",
      subdomain: "romashka",
      consent: true,
    },
    gives: { variable: "TENANT_ID", value: "user.tenant.id" },
  },
  enter: {
    as: "owner",
    ru: "Единый вход: подтвердить телефон кодом (назначение login)",
    keepsCookies: true,
    body: { phone, code: "$CODE" },
  },
  getRegistration: { as: "owner", ru: "Телефон, который этот браузер подтвердил и может зарегистрировать" },
  completeRegistration: {
    as: "owner",
    ru: "Зарегистрировать подтверждённый телефон с компанией и пробным периодом",
    keepsCookies: true,
    goesOn: true,
    body: {
      password: "$PASSWORD",
      first_name: "Анна",
      last_name: "Пробная",
      employment_type: "ip",
      company_name: "Ромашка",
      subdomain: "romashka-2",
      consent: true,
    },
  },
  dropRegistration: { as: "owner", ru: "Забыть подтверждённый телефон, чтобы начать с другого", keepsCookies: true },
  loginPassword: { as: "owner", ru: "Войти по паролю", keepsCookies: true, body: { phone, password: "$PASSWORD" } },
  loginCode: { as: "owner", ru: "Войти по одноразовому коду", keepsCookies: true, body: { phone, code: "$CODE" } },
  resetPassword: {
    as: "owner",
    ru: "Задать новый пароль по одноразовому коду",
    keepsCookies: true,
    body: { phone, code: "$CODE", password: "$PASSWORD" },
  },
  refresh: { as: "owner", ru: "Обменять cookie обновления на новые cookies", keepsCookies: true },
  logout: { as: "owner", ru: "Выйти на этом устройстве", keepsCookies: true },
  logoutEverywhere: { as: "owner", ru: "Выйти на всех устройствах", keepsCookies: true },
  getMe: { as: "owner", ru: "Кто я" },
  checkSubdomain: { as: "anyone", ru: "Свободен ли поддомен", query: "name=vasilek" },
  getMyTenant: { as: "owner", ru: "Моя компания" },
  updateMyTenant: { as: "owner", ru: "Переименовать мою компанию", body: { name: "Ромашка" } },
  getMySubdomain: { as: "owner", ru: "Имя моей компании в адресах и можно ли его ещё сменить" },
  changeMySubdomain: {
    as: "owner",
    ru: "Сменить имя с опечаткой, пока не было ни одного сайта",
    body: { subdomain: "vasilek" },
  },
  getTenant: { as: "owner", ru: "Компания по id", path: { id: "$TENANT_ID" } },
  listTenants: { as: "founder", ru: "Все компании, новые первыми", query: page },
  listTariffs: {
    as: "anyone",
    ru: "Тарифы, от дешёвого к дорогому",
    query: "active_only=true",
    gives: { variable: "TARIFF_ID", value: "0.id" },
  },
  getTariff: { as: "anyone", ru: "Один тариф", path: { id: "$TARIFF_ID" } },
  getMySubscription: { as: "owner", ru: "Моя подписка и что она позволяет" },
  changeTariff: { as: "owner", ru: "Выбрать другой тариф", body: { tariff: "growth" } },
  listModules: { as: "anyone", ru: "Каталог: что можно активировать и что появится скоро" },
  listInstances: { as: "owner", ru: "Мои сайты, включённые и выключенные" },
  getInstance: { as: "owner", ru: "Один из моих сайтов", path: { id: "$INSTANCE_ID" } },
  activateModule: {
    as: "owner",
    ru: "Активировать модуль",
    body: { module: "shop" },
    gives: { variable: "INSTANCE_ID", value: "id" },
  },
  deactivateInstance: {
    as: "owner",
    ru: "Выключить сайт, сохранив адрес и данные",
    path: { id: "$INSTANCE_ID" },
  },
  streamInstanceEvents: {
    as: "owner",
    ru: "Следить за сайтом вживую",
    path: { id: "$INSTANCE_ID" },
    listensSeconds: 3,
  },
  handOver: { as: "owner", ru: "Токен, который один раз открывает админку модуля", path: { id: "$INSTANCE_ID" } },
  deleteInstance: {
    as: "owner",
    ru: "Удалить сайт; данные хранятся до даты из ответа",
    path: { id: "$INSTANCE_ID" },
    query: "name=shop",
  },
  changeTariffModules: {
    as: "founder",
    ru: "Какие модули входят в тариф",
    path: { id: "$TARIFF_ID" },
    body: { modules: ["shop"] },
  },
  getOverview: { as: "founder", ru: "Платформа одним взглядом" },
  listUsers: { as: "founder", ru: "Все люди, новые первыми; телефоны скрыты", query: page },
  listFounderTenants: { as: "founder", ru: "Все компании для основателя, новые первыми", query: page },
  getHealth: { as: "anyone", ru: "Могут ли запросы обслуживаться" },
  getDetailedHealth: { as: "anyone", ru: "Как дела у каждой части" },
  getJwks: { as: "anyone", ru: "Открытые ключи, которыми проверяются токены ядра" },
  getEndedSessions: { as: "anyone", ru: "Завершённые сеансы, с подписью, для модулей" },
};
