import { findReason, isReason, type Reason, type ReasonDescription } from "@tochka-rosta/crds/reasons";

/** What an owner may expect of a reason that delays a launch; a key of `modules.stepper`. */
export type Outlook = "heals" | "needsOwner" | "needsPlatform";

/** Whether a step that is under way waits for something outside itself to be corrected. */
export function isHeldUp(reason: string | undefined): boolean {
  const kind = reason === undefined ? undefined : findReason(reason)?.kind;
  return kind === "blocked" || kind === "needsPerson";
}

/** What to say of a step's reason: the reason when the dictionary has it, and what to expect where that is known. */
export function explainReason(reason: string | undefined): {
  known: Reason | undefined;
  outlook: Outlook | undefined;
} {
  if (reason === undefined || !isReason(reason)) return { known: undefined, outlook: undefined };
  return { known: reason, outlook: findOutlook(findReason(reason)) };
}

function findOutlook(description: ReasonDescription | undefined): Outlook | undefined {
  if (description?.kind === "blocked") return "heals";
  if (description?.kind !== "needsPerson") return undefined;
  return description.audience === "owner" ? "needsOwner" : "needsPlatform";
}
