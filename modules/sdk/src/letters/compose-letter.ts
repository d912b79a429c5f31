import { colours } from "@tochka-rosta/colours";
import { countCodePoints } from "@tochka-rosta/texts";
import { html } from "../text/html.ts";
import type { ComposedLetter, LetterDraft } from "./letter.ts";
import { letterLimits } from "./letter.ts";

const { light, dark } = colours;

/** Mail programs that know it turn the letter dark with the device; the others show the light one. */
const darkStyle = `@media (prefers-color-scheme: dark) {
  .letter { background: ${dark.surface} !important; }
  .sheet { background: ${dark.card} !important; color: ${dark.ink} !important; }
  .note { color: ${dark.muted} !important; }
  .action { background: ${dark.action} !important; color: ${dark["on-action"]} !important; }
}`;

/**
 * Makes text and HTML of a letter. Pure.
 *
 * @param origin of the site, without a trailing slash
 * @throws RangeError for what is too long, and for a subject or name of several lines: a mistake of the module
 */
export function composeLetter(draft: LetterDraft, to: string, origin: string): ComposedLetter {
  requireShort("subject", draft.subject, letterLimits.subject);
  requireShort("fromName", draft.fromName, letterLimits.fromName);
  for (const paragraph of draft.paragraphs) requireShort("paragraph", paragraph, letterLimits.paragraph, true);
  if (draft.paragraphs.length > letterLimits.paragraphs) throw new RangeError("a letter has at most 50 paragraphs");
  const url = draft.action && `${origin}${draft.action.path}`;
  const lines = [...draft.paragraphs, ...(draft.action ? [`${draft.action.label}: ${url ?? ""}`] : [])];
  return {
    to,
    fromName: draft.fromName,
    replyTo: draft.replyTo,
    subject: draft.subject,
    text: `${[...lines, `${draft.fromName}\n${origin}/`].join("\n\n")}\n`,
    html: renderLetter(draft, origin, url),
  };
}

/** Tables and inline styles: what mail programs agree on. */
function renderLetter(
  { paragraphs, action, fromName, subject, language }: LetterDraft,
  origin: string,
  url?: string,
): string {
  const paragraph = (text: string) =>
    html`<p style="margin:0 0 16px;white-space:pre-line;overflow-wrap:anywhere">${text}</p>`;
  const button = html`<p style="margin:24px 0">
    <a
      class="action"
      href="${url ?? origin}"
      style="display:inline-block;padding:12px 20px;border-radius:10px;background:${light.action};color:${light["on-action"]};text-decoration:none;font-weight:600"
      >${action?.label ?? ""}</a
    >
  </p>`;
  const body = html`<table
    class="letter"
    role="presentation"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    style="background:${light.surface};padding:24px 12px"
  >
    <tr>
      <td align="center">
        <table
          class="sheet"
          role="presentation"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          style="max-width:560px;background:${light.card};color:${light.ink};border-radius:16px;padding:28px;font:16px/1.5 Arial,sans-serif;text-align:left"
        >
          <tr>
            <td>
              <h1 style="margin:0 0 16px;font-size:20px;line-height:1.3;overflow-wrap:anywhere">${subject}</h1>
              ${paragraphs.map(paragraph)}${action !== undefined && button}
              <p class="note" style="margin:24px 0 0;font-size:14px;color:${light.muted};overflow-wrap:anywhere">
                ${fromName}<br />
                <a class="note" href="${origin}/" style="color:${light.muted}">${origin}/</a>
              </p>
            </td>
          </tr>
        </table>
      </td>
    </tr>
  </table>`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${html`${subject}`.toString()}</title><style>${darkStyle}</style></head>
<body style="margin:0">${body.toString()}</body></html>
`;
}

function requireShort(name: string, text: string, most: number, maySpanLines = false): void {
  if (countCodePoints(text) > most) throw new RangeError(`the ${name} of a letter has at most ${most} characters`);
  if (!maySpanLines && /[\r\n]/.test(text)) throw new RangeError(`the ${name} of a letter is one line`);
}
