import type { RequestContext } from "../route/request-context.ts";
import { html, type Html } from "../text/html.ts";
import { sdkTexts } from "./sdk-texts.ts";

/** What a person sent and could not be taken, ready to be sent again; a file is not kept. */
export function keptForm({ form, path, translate }: RequestContext): Html {
  const fields = [...form.fields].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`);
  return html`<form method="post" action="${path}" class="stack-tight">
    ${fields} ${form.file !== undefined && html`<p class="soft">${translate(sdkTexts.fileNotKept)}</p>`}
    <button class="button" type="submit">${translate(sdkTexts.sendAgain)}</button>
  </form>`;
}
