import { buildDeviceStyle } from "@tochka-rosta/colours";

/** The look of the platform: cards on a quiet ground, indigo to blue, rounded, in the light of the device. Shared by every module's pages. */
export const baseStyle = `${buildDeviceStyle()}
:root { --round: 1rem; --shadow: 0 1px 2px var(--color-shade), 0 8px 24px -12px var(--color-shade); }
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 5rem; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--color-surface); color: var(--color-ink);
  font: 400 1rem/1.55 Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
  -webkit-font-smoothing: antialiased;
}
body { overflow-wrap: anywhere; }
.button, .badge, .chip, .language { overflow-wrap: normal; }
.top .button { flex: none; }
.bottom > .wrap > *, .row > *, .row-between > *, .list > li > *, .choice > *, .sum > *, .steps > li > * { min-width: 0; }
h1, h2, h3, p, ul, ol, dl, dd, figure, fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
h1, h2, h3 { line-height: 1.2; letter-spacing: -.02em; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.25rem); font-weight: 750; }
h2 { font-size: 1.25rem; font-weight: 700; }
h3 { font-size: 1rem; font-weight: 650; }
ul, ol { list-style: none; }
img { display: block; max-width: 100%; height: auto; }
a { color: var(--color-brand); text-underline-offset: .2em; }
a:hover { color: var(--color-brand-strong); }
:focus-visible { outline: 3px solid var(--color-brand); outline-offset: 2px; border-radius: .5rem; }
.skip { position: absolute; left: -100vw; top: .5rem; background: var(--color-card); padding: .75rem 1rem; z-index: 9; border-radius: .75rem; }
.skip:focus { left: .5rem; }
.wrap { width: 100%; max-width: 72rem; margin-inline: auto; padding-inline: 1rem; }
.narrow { max-width: 44rem; }
main { flex: 1; padding-block: 1.5rem 4rem; }
@media (min-width: 48rem) { .wrap { padding-inline: 2rem; } main { padding-block: 2.5rem 5rem; } }

.top { background: var(--color-card); background: color-mix(in srgb, var(--color-card) 90%, transparent); border-bottom: 1px solid var(--color-line); position: sticky; top: 0; z-index: 5; backdrop-filter: blur(8px); }
.top > .wrap { display: flex; align-items: center; gap: .75rem; min-height: 4rem; }
.brand { display: flex; align-items: center; gap: .65rem; font-weight: 700; color: var(--color-ink); text-decoration: none; min-width: 0; margin-right: auto; min-height: 2.75rem; }
.brand > span:last-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.mark { flex: none; width: 2.25rem; height: 2.25rem; border-radius: .75rem; background: linear-gradient(135deg, var(--color-action), var(--color-action-end)); color: var(--color-on-action); display: grid; place-items: center; font-weight: 750; }
.language { color: var(--color-muted); text-decoration: none; font-size: .9rem; font-weight: 600; min-width: 2.75rem; min-height: 2.75rem; display: grid; place-items: center; border-radius: .75rem; }
.language:hover { background: var(--color-brand-soft); color: var(--color-brand-strong); }
.bottom { border-top: 1px solid var(--color-line); background: var(--color-card); color: var(--color-muted); font-size: .9rem; }
.bottom > .wrap { padding-block: 1.5rem; display: flex; flex-wrap: wrap; gap: .5rem 2rem; justify-content: space-between; }
.bottom a { color: inherit; }
.tabs { display: flex; overflow-x: auto; scrollbar-width: none; }
.tabs { padding-inline: .35rem; }
.tabs a { flex: none; padding: .8rem .5rem; color: var(--color-muted); text-decoration: none; font-weight: 600; font-size: .85rem; border-bottom: 2px solid transparent; }
.tabs a:hover { color: var(--color-brand-strong); }
.tabs a[aria-current] { color: var(--color-brand-strong); border-bottom-color: var(--color-brand); }

.stack { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); align-content: start; }
.stack-tight { display: grid; gap: .5rem; grid-template-columns: minmax(0, 1fr); align-content: start; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; }
.row-between { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .75rem; }
.card { background: var(--color-card); border: 1px solid var(--color-line); border-radius: var(--round); box-shadow: var(--shadow); padding: 1.25rem; }
@media (min-width: 48rem) { .card { padding: 1.75rem; } }
.soft { color: var(--color-muted); }
.small { font-size: .9rem; }
.strong { font-weight: 650; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.prose { white-space: pre-line; overflow-wrap: anywhere; }
.center { text-align: center; }

.button { display: inline-flex; align-items: center; justify-content: center; gap: .5rem; min-height: 2.75rem; padding: .6rem 1.25rem; border: 1px solid transparent; border-radius: .85rem; font: inherit; font-weight: 650; text-decoration: none; text-align: center; cursor: pointer; background: linear-gradient(135deg, var(--color-action), var(--color-action-end)); color: var(--color-on-action); }
.button:hover { background: var(--color-action-strong); color: var(--color-on-action); }
.button-wide { width: 100%; }
.button-quiet { background: var(--color-card); color: var(--color-ink); border-color: var(--color-line-strong); }
.button-quiet:hover { background: var(--color-brand-soft); color: var(--color-brand-strong); border-color: var(--color-brand-line); }
.button-bad { background: var(--color-card); color: var(--color-bad); border-color: var(--color-bad-line); }
.button-bad:hover { background: var(--color-bad-soft); color: var(--color-bad); }
.button-link { background: none; border: 0; padding: .25rem .25rem; min-height: 2.75rem; color: var(--color-muted); text-decoration: underline; text-underline-offset: .2em; font-weight: 500; }
.button-link:hover { background: none; color: var(--color-brand-strong); }

.icon { width: 1.25em; height: 1.25em; flex: none; }
.field { display: grid; gap: .35rem; grid-template-columns: minmax(0, 1fr); align-content: start; }
.field > label:not(.choice) { font-weight: 600; font-size: .95rem; }
legend { padding: 0; margin-bottom: 1rem; }
.field .hint { color: var(--color-muted); font-size: .875rem; }
.error { color: var(--color-bad); font-size: .9rem; font-weight: 550; }
input[type=text], input[type=tel], input[type=search], input[type=number], textarea, select { width: 100%; min-height: 2.9rem; padding: .65rem .9rem; border: 1px solid var(--color-line-strong); border-radius: .85rem; font: inherit; background: var(--color-card); color: var(--color-ink); }
::placeholder { color: var(--color-muted); opacity: 1; }
textarea { min-height: 7rem; resize: vertical; }
input[aria-invalid=true], textarea[aria-invalid=true] { border-color: var(--color-bad); background: var(--color-bad-soft); }
input[type=file] { font: inherit; width: 100%; padding: .6rem; border: 1px dashed var(--color-line-strong); border-radius: .85rem; background: var(--color-surface); }
.pictures { border: 1px solid var(--color-line); border-radius: .85rem; }
.pictures .thumb { width: 4.25rem; height: 4.25rem; flex: none; border-radius: .85rem; overflow: hidden; background: var(--color-neutral); }
.pictures picture { display: contents; }
.pictures img { width: 100%; height: 100%; object-fit: cover; }
.pictures > li > .grow { flex: 1; }
.uploads:empty { display: none; }
.uploads { display: grid; gap: .5rem; margin: 0; padding: 0; list-style: none; }
.uploads > li { display: grid; grid-template-columns: 3rem minmax(0, 1fr); gap: .15rem .75rem; align-items: center; min-height: 3rem; }
.uploads > li > * { grid-column: 2; }
.uploads > li > img { grid-column: 1; grid-row: 1 / span 2; width: 3rem; height: 3rem; object-fit: cover; border-radius: .6rem; }
.uploads .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.uploads progress { width: 100%; height: .5rem; accent-color: var(--color-brand); }
.uploads .error > span { color: var(--color-bad); }
.choice { display: flex; gap: .75rem; align-items: flex-start; padding: .85rem 1rem; border: 1px solid var(--color-line); border-radius: .85rem; cursor: pointer; }
.choice:has(:checked) { border-color: var(--color-brand); background: var(--color-brand-soft); }
.choice input { width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; flex: none; accent-color: var(--color-brand); }
.two { display: grid; gap: 1.25rem; }
@media (min-width: 40rem) { .two { grid-template-columns: 1fr 1fr; } }

.notice { border-radius: .85rem; padding: .9rem 1.1rem; border: 1px solid var(--color-brand-line); background: var(--color-brand-soft); }
.notice li + li { margin-top: .35rem; }
.returned { margin-bottom: 1.25rem; }
.both dd { max-height: 14rem; overflow-y: auto; }
.notice-good { border-color: var(--color-good-line); background: var(--color-good-soft); }
.notice-warn { border-color: var(--color-warn-line); background: var(--color-warn-soft); }
.notice-bad { border-color: var(--color-bad-line); background: var(--color-bad-soft); }
.badge { display: inline-flex; align-items: center; padding: .15rem .65rem; border-radius: 99rem; font-size: .825rem; font-weight: 650; background: var(--color-neutral); color: var(--color-ink); }
.badge-brand { background: var(--color-brand-soft); color: var(--color-brand-strong); }
.badge-good { background: var(--color-good-soft); color: var(--color-good); }
.badge-warn { background: var(--color-warn-soft); color: var(--color-warn); }
.badge-bad { background: var(--color-bad-soft); color: var(--color-bad); }
.empty { text-align: center; padding: 3rem 1.25rem; display: grid; gap: .75rem; justify-items: center; }
.empty > .sign { width: 4rem; height: 4rem; border-radius: 1.25rem; background: var(--color-brand-soft); color: var(--color-brand); display: grid; place-items: center; font-size: 1.75rem; }
.list { padding: 0; overflow: hidden; }
.list > li { display: flex; gap: .9rem; align-items: center; padding: .9rem 1.25rem; border-top: 1px solid var(--color-line); position: relative; }
.list > li:first-child { border-top: 0; }
.list > li:hover { background: var(--color-brand-soft); }
.grow { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.list .cover { color: var(--color-ink); text-decoration: none; }
.list > li:hover .cover { color: var(--color-brand-strong); }
.cover::after { content: ""; position: absolute; inset: 0; }
.search { display: flex; gap: .5rem; }
.search input[type=search] { flex: 1; min-width: 0; }
.filters { display: flex; flex-wrap: wrap; gap: .5rem; }
.chip { display: inline-flex; align-items: center; min-height: 2.5rem; padding: .25rem .95rem; border-radius: 99rem; border: 1px solid var(--color-line-strong); background: var(--color-card); color: var(--color-muted); text-decoration: none; font-size: .925rem; font-weight: 600; }
.chip[aria-current] { background: var(--color-action); border-color: var(--color-action); color: var(--color-on-action); }
.pager { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: .75rem; }
.pages { display: flex; align-items: center; gap: .25rem; }
.page { display: grid; place-items: center; min-width: 2.75rem; min-height: 2.75rem; padding-inline: .25rem; border-radius: .85rem; text-decoration: none; font-weight: 600; }
.page:hover { background: var(--color-brand-soft); }
.page[aria-current] { background: var(--color-brand-soft); color: var(--color-brand-strong); }
@media (max-width: 40rem) { .pager > .pages { order: -1; flex-basis: 100%; justify-content: center; } }
.stats { display: grid; gap: 1rem; grid-template-columns: repeat(2, minmax(0, 1fr)); }
@media (min-width: 56rem) { .stats { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
.stats > div { padding: 1.1rem 1.25rem; }
.stats dt { color: var(--color-muted); font-size: .9rem; }
.stats dd { font-size: 1.5rem; font-weight: 720; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.facts { display: grid; gap: .75rem; }
.facts dt { color: var(--color-muted); font-size: .875rem; }
.hidden-label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (min-width: 48rem) { .tabs { padding-inline: 1.1rem; } .tabs a { padding-inline: .9rem; font-size: .95rem; } }
@media (prefers-reduced-motion: no-preference) { .button, .list > li, .choice { transition: background-color .15s, border-color .15s; } }
`;

/** The variables that a style sheet uses and never sets: what they stand for would be missing without a word. */
export function findUnsetVariables(text: string): readonly string[] {
  const used = [...text.matchAll(/var\((--[\w-]+)/g)].map(([, name = ""]) => name);
  return [...new Set(used)].filter((name) => !text.includes(`${name}:`));
}

/** The tab's icon: the brand's gradient with a rising line. */
export const siteIcon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#4f46e5"/><stop offset="1" stop-color="#2563eb"/></linearGradient></defs><rect width="32" height="32" rx="9" fill="url(#g)"/><path d="M8 21l6-6 4 4 7-8" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
