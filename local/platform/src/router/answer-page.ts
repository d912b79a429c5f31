import type { IncomingMessage, ServerResponse } from "node:http";

/** Why the router answers itself. */
export type RouterAnswer = "no-route" | "no-endpoint" | "bad-gateway";

interface Answer {
  status: number;
  title: { ru: string; en: string };
  text: { ru: string; en: string };
}

const answers: Record<RouterAnswer, Answer> = {
  "no-route": {
    status: 404,
    title: { ru: "Такого адреса нет", en: "There is no such address" },
    text: {
      ru: "Проверьте адрес: на этой машине по нему никто не отвечает.",
      en: "Check the address: nothing on this machine answers to it.",
    },
  },
  "no-endpoint": {
    status: 503,
    title: { ru: "Сайт ещё запускается", en: "The site is still starting" },
    text: {
      ru: "Страница обновится сама через пару секунд.",
      en: "This page will refresh by itself in a couple of seconds.",
    },
  },
  "bad-gateway": {
    status: 502,
    title: { ru: "Сайт не ответил", en: "The site did not answer" },
    text: {
      ru: "Он оборвал связь. Попробуйте ещё раз; если не поможет, загляните в его журнал.",
      en: "It broke the connection off. Try again; if that does not help, look into its log.",
    },
  },
};

/** Answers in place of a site, in the visitor's language, as a page or as a problem document (RFC 9457). */
export function answer(kind: RouterAnswer, request: IncomingMessage, response: ServerResponse): void {
  const { status, title, text } = answers[kind];
  const language = preferredLanguage(request.headers["accept-language"]);
  const wantsJson = /\bjson\b/.test(request.headers.accept ?? "");
  const body = wantsJson
    ? JSON.stringify({ type: "about:blank", status, title: title[language], detail: text[language], code: kind })
    : buildPage(language, title[language], text[language], status === 503);
  response.writeHead(status, {
    "content-type": wantsJson ? "application/problem+json" : "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    ...(status === 503 && { "retry-after": "2" }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function preferredLanguage(accepted = ""): "ru" | "en" {
  const first = accepted.split(",").find((part) => /^\s*(ru|en)\b/i.test(part));
  return first?.trim().toLowerCase().startsWith("en") ? "en" : "ru";
}

function buildPage(language: "ru" | "en", title: string, text: string, refreshes: boolean): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">${refreshes ? '<meta http-equiv="refresh" content="2">' : ""}<title>${title}</title>
<style>
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f5f6fa;color:#1e2233;
font:16px/1.5 Inter,system-ui,sans-serif}
main{max-width:26rem;margin:1rem;padding:2rem;border-radius:1rem;background:#fff;box-shadow:0 8px 30px #1e22331a}
main::before{content:"";display:block;width:3rem;height:.375rem;margin-bottom:1.25rem;border-radius:1rem;
background:linear-gradient(90deg,#4f46e5,#3b82f6)}
h1{margin:0 0 .5rem;font-size:1.375rem}p{margin:0;color:#4a5068}
</style></head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>
`;
}
