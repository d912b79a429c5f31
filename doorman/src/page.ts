import { createHash } from "node:crypto";

import { buildDeviceStyle } from "@tochka-rosta/colours";
import { answers } from "./answers.ts";
import { drawingOf, icon, sign } from "./drawing.ts";
import type { Language } from "./language.ts";
import type { Answer } from "./site.ts";

const style = `${buildDeviceStyle()}*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;background:var(--color-surface);color:var(--color-ink);font:16px/1.55 "Inter Variable",Inter,ui-sans-serif,system-ui,"Segoe UI",Roboto,sans-serif;-webkit-font-smoothing:antialiased}
body::before{content:"";position:absolute;inset:0 0 auto;height:44vh;min-height:17rem;background:radial-gradient(60rem 34rem at 78% 18%,rgb(59 130 246/.55),transparent 70%),linear-gradient(160deg,#15143c 0%,#2a2785 55%,#2f4fd8 100%)}
header,main,footer{position:relative;width:100%;max-width:34rem;margin:0 auto;padding:0 1.25rem}
header{display:flex;align-items:center;gap:.6rem;padding-top:1.75rem;color:#fff;font-weight:700;font-size:1.125rem;letter-spacing:-.02em}
main{flex:1;display:flex;align-items:center;padding-top:1.5rem;padding-bottom:1.5rem}
article{width:100%;padding:2.5rem 1.75rem;border-radius:1.5rem;background:var(--color-card);text-align:center;box-shadow:0 2px 4px var(--color-shade),0 24px 48px -20px var(--color-shade-strong)}
article>svg{display:block;margin:0 auto 1.5rem}
h1{margin:0 0 .6rem;font-size:clamp(1.5rem,6vw,1.875rem);line-height:1.2;letter-spacing:-.025em;text-wrap:balance}
p{margin:0 auto;max-width:25rem;color:var(--color-muted);text-wrap:pretty}
.host{display:inline-block;max-width:100%;margin:0 0 1rem;padding:.2rem .8rem;border-radius:1rem;background:var(--color-brand-soft);color:var(--color-brand-strong);font-size:.875rem;font-weight:500;overflow-wrap:anywhere}
.owner{margin-top:2rem;padding-top:1.5rem;border-top:1px solid var(--color-line);font-size:.9375rem}
a{display:inline-block;margin-top:.75rem;padding:.7rem 1.4rem;border-radius:.75rem;background:var(--color-action);color:var(--color-on-action);font-weight:600;text-decoration:none}
a:hover{background:var(--color-action-strong)}a:focus-visible{outline:2px solid var(--color-brand);outline-offset:2px}
footer{padding-bottom:1.75rem;text-wrap:balance;color:var(--color-muted);font-size:.8125rem;text-align:center}
.light{animation:light 1.6s ease-in-out infinite alternate}
.growing circle{animation:grow 1.5s ease-in-out infinite alternate;transform-box:fill-box;transform-origin:center}
.growing circle:nth-child(2){animation-delay:.25s}.growing circle:nth-child(3){animation-delay:.5s}
@keyframes light{from{fill:#fff}to{fill:#ffe9a8}}@keyframes grow{from{transform:scale(.8)}}
@media(min-width:40rem){article{padding:3.25rem 3rem}}
@media(prefers-reduced-motion:reduce){*{animation:none!important}}`;

/** Nothing from elsewhere, no scripts, no frames: the page is all there is. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const brand = { ru: "Точка Роста", en: "Tochka Rosta" };
const footer = {
  ru: "Сайты для своего дела на платформе «Точка\u00a0Роста»",
  en: "Sites for small businesses, by Tochka Rosta",
};

/** The whole page, self-contained. `host` is shown when given. */
export function buildPage(answer: Answer, language: Language, host: string | undefined, dashboardUrl: string): string {
  const { status, words, retryAfterSeconds, isRefreshed } = answers[answer];
  const { title, text, link } = words[language];
  const refresh = isRefreshed === true ? `<meta http-equiv="refresh" content="${retryAfterSeconds ?? 5}">\n` : "";
  const robots = status === 404 ? '<meta name="robots" content="noindex">\n' : "";
  const shownHost = host === undefined ? "" : `<div class="host">${escapeHtml(host)}</div>\n`;
  const owner =
    link === undefined
      ? ""
      : `<div class="owner">${link.before}<br><a href="${escapeHtml(dashboardUrl)}" rel="noopener">${link.label}</a></div>\n`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${robots}${refresh}<title>${title}</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<header>${sign}${brand[language]}</header>
<main><article>
${drawingOf(answer)}
${shownHost}<h1>${title}</h1>
<p>${text}</p>
${owner}</article></main>
<footer>${footer[language]}</footer>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
