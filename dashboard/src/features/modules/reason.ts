import type { Messages } from "#i18n/messages.ts";
import ruReasons from "../../../messages/ru/reasons.json" with { type: "json" };

/** A reason of the cluster that we have words for. */
export type KnownReason = keyof Messages["reasons"];

// Waiting changes nothing about these: the owner or support has to act. All others go away with their cause.
const needingPerson: ReadonlySet<string> = new Set<KnownReason>([
  "NamespaceTaken",
  "SuspendedForPayment",
  "SuspendedByAdmin",
  "SuspendedForAbuse",
  "TrialEnded",
  "TenantDeleting",
  "ModuleNotFound",
  "ModuleComingSoon",
  "HostReserved",
  "HostTaken",
  "SubdomainLimitReached",
  "DatabaseNotOurs",
  "PodInvalid",
  "ApiRefused",
  "ClusterRefused",
  "NameTaken",
]);

// Core tells these of a step that it goes on trying.
const holdingUp: ReadonlySet<string> = new Set<KnownReason>([
  "ClusterNotReached",
  "ClusterRefused",
  "NameTaken",
  "NamespaceTerminating",
]);

/** Whether a step that is under way waits for something outside itself to be corrected. */
export function isHeldUp(reason: string | undefined): boolean {
  return reason !== undefined && holdingUp.has(reason);
}

/** What to say of a step's reason: its key in the dictionary, if it has one, and whether it needs a person. */
export function explainReason(reason: string | undefined): { known: KnownReason | undefined; needsPerson: boolean } {
  const known = reason !== undefined && Object.hasOwn(ruReasons, reason) ? (reason as KnownReason) : undefined;
  return { known, needsPerson: reason !== undefined && needingPerson.has(reason) };
}
