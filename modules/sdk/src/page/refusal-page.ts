import type { PageAnswer, RefusalAnswer } from "../route/answer.ts";
import { refusals } from "../route/refusals.ts";
import type { RequestContext } from "../route/request-context.ts";
import { html } from "../text/html.ts";
import { icon } from "./icon.ts";
import type { Text } from "../text/language.ts";
import { keptForm } from "./kept-form.ts";
import { sdkTexts } from "./sdk-texts.ts";

/** Further words for the refusals that leave a person wondering what to do. */
const HINTS: Readonly<Record<string, Text>> = {
  [refusals.notFound.code]: sdkTexts.notFoundHint,
  [refusals.ownerOnly.code]: sdkTexts.ownerOnlyHint,
  [refusals.handoverInvalid.code]: sdkTexts.handoverHint,
  [refusals.ownerReadOnly.code]: sdkTexts.ownerReadOnlyHint,
  [refusals.inactive.code]: sdkTexts.unavailableHint,
  [refusals.suspended.code]: sdkTexts.unavailableHint,
  [refusals.starting.code]: sdkTexts.unavailableHint,
};

/** Refusals that pass: what was sent comes back, to be sent again. */
const KEEPS_FORM = new Set<string>([
  refusals.ownerReadOnly.code,
  refusals.busy.code,
  refusals.unavailable.code,
  refusals.tooManyRequests.code,
  refusals.tooLarge.code,
]);

const hasForm = ({ form }: RequestContext): boolean => form.fields.size > 0 || form.file !== undefined;

const LEADS_TO_DASHBOARD = new Set<string>([refusals.ownerOnly.code, refusals.handoverInvalid.code]);

/** A refusal as a page: what happened, and the way on. */
export function refusalPage(answer: RefusalAnswer, context: RequestContext): PageAnswer {
  const { refusal } = answer;
  const title = context.translate(refusal.title);
  const hint = answer.detail ?? (HINTS[refusal.code] && context.translate(HINTS[refusal.code] as Text));
  const isOwners = context.path.startsWith("/admin/") && refusal.status !== 401;
  const way = LEADS_TO_DASHBOARD.has(refusal.code)
    ? html`<a class="button" href="${context.identity.core.dashboardUrl}"
        >${context.translate(sdkTexts.toDashboard)}</a
      >`
    : html`<a class="button" href="${isOwners ? "/admin" : "/"}">${context.translate(sdkTexts.toHome)}</a>`;
  return {
    kind: "page",
    status: refusal.status,
    title,
    body: html`<section class="card empty narrow wrap">
      <div class="sign" aria-hidden="true">${icon(refusal.status === 404 ? "question" : "alert")}</div>
      <h1>${title}</h1>
      ${hint !== undefined && html`<p class="soft">${hint}</p>`} ${refusal.status !== 503 && way}
      ${KEEPS_FORM.has(refusal.code) && hasForm(context) && keptForm(context)}
      ${
        refusal.code === refusals.internal.code &&
        html`<p class="soft small">${context.translate(sdkTexts.requestNumber, { id: context.requestId })}</p>`
      }
    </section>`,
  };
}
