import type { AdminRoute, PublicRoute } from "../define-module.ts";
import type { DraftHolder } from "../drafts/draft-store.ts";
import { draftPath } from "../drafts/form-draft.ts";
import { newHolderToken } from "../drafts/seal.ts";
import { isUuid } from "../text/uuid.ts";
import {
  type Answer,
  type AnswerCookie,
  type FormAnswer,
  redirect,
  refuse,
  type RefusalAnswer,
  type SendBackAnswer,
} from "../route/answer.ts";
import { refusals } from "../route/refusals.ts";
import type { RequestContext } from "../route/request-context.ts";
import type { Site } from "../site.ts";

/** A visitor's key to what they typed; made when there is something to keep. */
export const DRAFT_COOKIE = "__Host-draft";

/** Refusals that a person answers by changing the form or by waiting; all others keep a page of their own. */
const RETURNED_STATUSES: ReadonlySet<number> = new Set([400, 409, 413, 422, 429]);

/** Whose request it is: the owner's, one whose session has ended, or a visitor's. */
export interface Requester {
  /** The person behind a living session, or behind the one that ended while the form was open. */
  readonly subject?: string | undefined;
  readonly isInterrupted: boolean;
}

/** The page of the form that was sent here: the route's `formAt` with the parameters of this address. */
export function formPathOf(formAt: string, params: Readonly<Record<string, string>>): string {
  return formAt.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

/** Who holds the drafts of this request; undefined for a visitor who has none yet. */
function holderOf({ subject }: Requester, { cookies }: RequestContext): DraftHolder | undefined {
  if (subject !== undefined) return { subject };
  const token = cookies[DRAFT_COOKIE];
  return token === undefined || token === "" ? undefined : { token };
}

/** The draft that the address of a page names, if it is this person's and of this page. */
export async function findDraft(site: Site, context: RequestContext, requester: Requester) {
  const id = context.query["draft"] ?? "";
  const holder = holderOf(requester, context);
  return holder && isUuid(id) ? site.drafts.find(holder, id, context.path) : undefined;
}

/** Keeps what was typed and leads to the form's page; where it cannot be kept, the page that refuses it carries it. */
async function keepAndReturn(
  site: Site,
  context: RequestContext & { readonly formPath: string },
  requester: Requester,
  { reason, cookies = [] }: Pick<SendBackAnswer, "reason" | "cookies">,
): Promise<Answer> {
  const { formPath: path, path: action, form, network } = context;
  const limit = { group: "draft", perMinute: site.limits.drafts.perNetworkPerMinute };
  const isAllowed = site.limiter.isAllowed(limit, network, site.clock.monotonic());
  const known = holderOf(requester, context);
  const holder = known ?? { token: newHolderToken() };
  const returned = { path, action, form, reason, isInterrupted: requester.isInterrupted, network };
  const id = isAllowed ? await site.drafts.keep(holder, returned) : undefined;
  if (id === undefined) return refuse(isAllowed ? refusals.tooLarge : refusals.tooManyRequests);
  const own: AnswerCookie[] =
    !known && "token" in holder
      ? [{ name: DRAFT_COOKIE, value: holder.token, maxAgeSeconds: site.limits.drafts.visitorSeconds }]
      : [];
  return redirect(draftPath(path, id), [...cookies, ...own]);
}

/** The draft of the page that a form was sent from has served its purpose once the form is taken. */
async function forgetTaken(site: Site, context: RequestContext, requester: Requester): Promise<void> {
  const { referer } = context.headers;
  const holder = holderOf(requester, context);
  if (!holder || typeof referer !== "string" || !URL.canParse(referer)) return;
  const id = new URL(referer).searchParams.get("draft") ?? "";
  if (isUuid(id)) await site.drafts.forget(holder, id);
}

const isReturned = ({ refusal }: RefusalAnswer): boolean => RETURNED_STATUSES.has(refusal.status);

/**
 * Turns what a form's route gave into what is sent: nothing is drawn straight from a POST. What was refused goes back to its page, where its
 * language link, Back and reload work.
 */
export async function finishForm(
  site: Site,
  route: PublicRoute | AdminRoute,
  context: RequestContext,
  requester: Requester,
  given: Answer | FormAnswer,
): Promise<Answer> {
  if (given.kind !== "send-back" && route.formAt === undefined) return given;
  const { formPath } = context;
  if (formPath === undefined) throw new Error(`${route.url} has no page to send its form back to`);
  const returning = { ...context, formPath };
  if (given.kind === "send-back") return keepAndReturn(site, returning, requester, given);
  if (given.kind === "refusal" && isReturned(given)) {
    return keepAndReturn(site, returning, requester, { reason: { sdk: given.refusal.title } });
  }
  if (given.kind !== "refusal") await forgetTaken(site, context, requester);
  return given;
}

/** Keeps a form whose owner's session has ended: after the next hand-over they are back on it. */
export function keepInterrupted(site: Site, context: RequestContext, requester: Requester): Promise<Answer> {
  const { formPath } = context;
  if (formPath === undefined) return Promise.resolve(refuse(refusals.ownerOnly));
  return keepAndReturn(site, { ...context, formPath }, requester, {});
}
