import { isDatabaseUnreachable, sqlState } from "@tochka-rosta/postgres/errors";
import type { Text } from "../text/language.ts";

/** A refusal people and programs can rely on: a stable code, a status, a sentence. */
export interface RefusalKind {
  readonly code: string;
  readonly status: number;
  readonly title: Text;
}

/** Everything the SDK itself refuses. Modules add their own kinds in the same form. */
export const refusals = {
  notFound: {
    code: "NOT_FOUND",
    status: 404,
    title: { ru: "Такой страницы здесь нет", en: "There is no such page here" },
  },
  badRequest: {
    code: "BAD_REQUEST",
    status: 400,
    title: { ru: "Не получилось понять запрос", en: "The request could not be understood" },
  },
  foreignOrigin: {
    code: "FOREIGN_ORIGIN",
    status: 403,
    title: { ru: "Запрос пришёл с чужого сайта и отклонён", en: "The request came from another site and was refused" },
  },
  ownerOnly: {
    code: "OWNER_SESSION_REQUIRED",
    status: 401,
    title: { ru: "Войдите через личный кабинет", en: "Sign in through your dashboard" },
  },
  handoverInvalid: {
    code: "HANDOVER_INVALID",
    status: 401,
    title: { ru: "Ссылка для входа больше не действует", en: "This sign-in link is no longer valid" },
  },
  tooSlow: {
    code: "REQUEST_TOO_SLOW",
    status: 408,
    title: { ru: "Запрос шёл слишком долго", en: "The request took too long to arrive" },
  },
  headTooLarge: {
    code: "HEAD_TOO_LARGE",
    status: 431,
    title: {
      ru: "Адрес или заголовки слишком длинные. Помогает удалить cookies этого сайта",
      en: "The address or headers are too long. Deleting this site's cookies helps",
    },
  },
  tooLarge: {
    code: "TOO_LARGE",
    status: 413,
    title: { ru: "Слишком большой файл или запрос", en: "The file or request is too large" },
  },
  unsupportedMedia: {
    code: "UNSUPPORTED_MEDIA_TYPE",
    status: 415,
    title: { ru: "Такой вид данных не принимается", en: "This kind of data is not accepted" },
  },
  tooManyRequests: {
    code: "TOO_MANY_REQUESTS",
    status: 429,
    title: { ru: "Слишком часто. Подождите минуту и попробуйте снова", en: "Too often. Wait a minute and try again" },
  },
  ownerReadOnly: {
    code: "OWNER_READ_ONLY",
    status: 503,
    title: {
      ru: "Сейчас ничего нельзя изменить: нет связи с платформой",
      en: "Nothing can be changed right now: the platform cannot be reached",
    },
  },
  internal: {
    code: "INTERNAL",
    status: 500,
    title: { ru: "Что-то пошло не так. Мы уже знаем об этом", en: "Something went wrong. We already know about it" },
  },
  starting: {
    code: "STARTING",
    status: 503,
    title: { ru: "Сайт открывается, ещё немного", en: "The site is opening, one moment" },
  },
  busy: {
    code: "BUSY",
    status: 503,
    title: {
      ru: "Сейчас слишком много посетителей. Обновите страницу через минуту",
      en: "There are too many visitors right now. Reload the page in a minute",
    },
  },
  unavailable: {
    code: "UNAVAILABLE",
    status: 503,
    title: { ru: "Сайт ненадолго недоступен", en: "The site is away for a moment" },
  },
  storageFull: {
    code: "STORAGE_FULL",
    status: 413,
    title: { ru: "Место на вашем тарифе закончилось", en: "The storage of your plan is used up" },
  },
  notAPicture: {
    code: "PICTURE_REFUSED",
    status: 422,
    title: { ru: "Это фото не подошло", en: "This photo cannot be used" },
  },
  wrongOffset: {
    code: "UPLOAD_OFFSET_WRONG",
    status: 409,
    title: {
      ru: "Файл пришёл не с того места, где остановился",
      en: "The part does not begin where the last one ended",
    },
  },
  uploadExpired: {
    code: "UPLOAD_EXPIRED",
    status: 410,
    title: { ru: "Загрузка устарела: начните её заново", en: "The upload has expired: begin it again" },
  },
  uploadBusy: {
    code: "UPLOAD_BUSY",
    status: 423,
    title: { ru: "Другая часть этого файла ещё идёт", en: "Another part of this file is still arriving" },
  },
  uploadVersion: {
    code: "UPLOAD_VERSION",
    status: 412,
    title: { ru: "Загрузка говорит на другом протоколе: нужен tus 1.0.0", en: "The upload has to speak tus 1.0.0" },
  },
  inactive: {
    code: "SITE_INACTIVE",
    status: 503,
    title: { ru: "Сайт временно выключен владельцем", en: "The owner has switched this site off for now" },
  },
  suspended: {
    code: "SITE_SUSPENDED",
    status: 503,
    title: { ru: "Сайт временно недоступен", en: "This site is temporarily unavailable" },
  },
} as const satisfies Record<string, RefusalKind>;

/** Thrown where a refusal ends the request at once; `note` is for the log only. */
export class RefusedError extends Error {
  readonly kind: RefusalKind;
  constructor(kind: RefusalKind, note: string, options?: ErrorOptions) {
    super(note, options);
    this.name = "RefusedError";
    this.kind = kind;
  }
}

const BY_STATUS: Readonly<Record<number, RefusalKind>> = {
  400: refusals.badRequest,
  404: refusals.notFound,
  413: refusals.tooLarge,
  415: refusals.unsupportedMedia,
};

/** PostgreSQL gave up a statement that took too long, or waited too long for a lock. */
const OVERDUE_STATES = new Set(["57014", "55P03"]);
/** The server is there, and yet cannot serve this database now: it is gone, the disk or the memory is full. */
const HELPLESS_STATES = new Set(["3D000", "53100", "53200"]);

/** The public refusal for anything thrown; what is unknown becomes `internal`. */
export function refusalOf(error: unknown): RefusalKind {
  if (error instanceof RefusedError) return error.kind;
  const state = sqlState(error) ?? "";
  if (OVERDUE_STATES.has(state)) return refusals.busy;
  if (HELPLESS_STATES.has(state) || isDatabaseUnreachable(error)) return refusals.unavailable;
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  const isSenders = status >= 400 && status < 500;
  return BY_STATUS[status] ?? (isSenders ? refusals.badRequest : refusals.internal);
}
