import type { Reason } from "@tochka-rosta/crds/reasons";

/** Who or what ends a suspension: the owner by the tariff's page, or the platform's support. */
export type WayOut = "tariff" | "support";

const byTariff: ReadonlySet<string> = new Set<Reason>(["SuspendedForPayment", "TrialEnded"]);

/** The way out of a suspension; of one that this release does not know, support. */
export function wayOutOf(reason: string): WayOut {
  return byTariff.has(reason) ? "tariff" : "support";
}
