import type { Language } from "./language.ts";
import type { Answer } from "./site.ts";

/** The words of a page. */
export interface Words {
  readonly title: string;
  readonly text: string;
  /** Leads to the dashboard; a page that opens by itself in a moment has none. */
  readonly link?: { readonly before: string; readonly label: string } | undefined;
}

export interface AnswerForm {
  readonly status: 404 | 503;
  /** Stable, for programs. */
  readonly code: string;
  readonly retryAfterSeconds?: number | undefined;
  /** Whether the page looks again by itself after that time. */
  readonly isRefreshed?: boolean | undefined;
  readonly words: Readonly<Record<Language, Words>>;
}

const ownerLink = {
  ru: { before: "Это ваш сайт?", label: "Открыть кабинет" },
  en: { before: "Is this your site?", label: "Open the dashboard" },
};

/**
 * A pause is 503: the site is meant to come back, and search engines, which ask for robots.txt first, wait instead of forgetting it.
 * After thirty days they would take 503 for a broken server, so it is 404 from then on.
 */
const pauses = {
  inactive: {
    status: 503,
    code: "SITE_SWITCHED_OFF",
    retryAfterSeconds: 3600,
    words: {
      ru: {
        title: "Сайт сейчас выключен",
        text: "Владелец временно выключил его. Загляните позже: всё, что здесь было, на месте.",
        link: ownerLink.ru,
      },
      en: {
        title: "This site is switched off",
        text: "Its owner has switched it off for now. Come back later: everything is kept.",
        link: ownerLink.en,
      },
    },
  },
  suspended: {
    status: 503,
    code: "SITE_SUSPENDED",
    retryAfterSeconds: 3600,
    words: {
      ru: {
        title: "Сайт приостановлен",
        text: "Он вернётся, когда владелец решит вопрос с платформой. Данные сохранены.",
        link: ownerLink.ru,
      },
      en: {
        title: "This site is suspended",
        text: "It will be back once its owner has settled things with the platform. All data is kept.",
        link: ownerLink.en,
      },
    },
  },
} as const satisfies Partial<Record<Answer, AnswerForm>>;

export const answers: Readonly<Record<Answer, AnswerForm>> = {
  ...pauses,
  inactiveForLong: { ...pauses.inactive, status: 404, retryAfterSeconds: undefined },
  suspendedForLong: { ...pauses.suspended, status: 404, retryAfterSeconds: undefined },
  missing: {
    status: 404,
    code: "SITE_NOT_FOUND",
    words: {
      ru: {
        title: "Здесь пока ничего нет",
        text: "По этому адресу сайта нет. Проверьте, нет ли в адресе опечатки.",
        link: { before: "Хотите открыть здесь своё дело?", label: "Начать на Точке Роста" },
      },
      en: {
        title: "Nothing here yet",
        text: "There is no site at this address. Check it for a typo.",
        link: { before: "Would you like to open your own?", label: "Start on Tochka Rosta" },
      },
    },
  },
  opening: {
    status: 503,
    code: "SITE_OPENING",
    retryAfterSeconds: 5,
    isRefreshed: true,
    words: {
      ru: { title: "Сайт открывается", text: "Ещё несколько секунд. Страница обновится сама." },
      en: { title: "The site is opening", text: "A few seconds more. This page refreshes by itself." },
    },
  },
  checking: {
    status: 503,
    code: "SITE_STATE_UNKNOWN",
    retryAfterSeconds: 5,
    isRefreshed: true,
    words: {
      ru: { title: "Минутку", text: "Узнаём, что с этим сайтом. Страница обновится сама." },
      en: { title: "One moment", text: "We are finding out about this site. This page refreshes by itself." },
    },
  },
};
