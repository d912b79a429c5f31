import type { Instance } from "#api/models.ts";

/** What an owner sees of a site beside its name. */
export interface Panel {
  tone: "good" | "brand" | "warn" | "neutral" | "bad";
  /** The one part that stands in the middle: the launch as it happens, the ways in, the way to switch it on, or why it is stopped. */
  body: "launch" | "live" | "off" | "suspended";
  /** Whether its owner can switch it off here. */
  canSwitchOff: boolean;
}

/** A panel for each state that a site can be in: a state without one does not compile. */
export const panels: Readonly<Record<Instance["state"], Panel>> = {
  live: { tone: "good", body: "live", canSwitchOff: true },
  starting: { tone: "brand", body: "launch", canSwitchOff: true },
  failing: { tone: "warn", body: "launch", canSwitchOff: true },
  inactive: { tone: "neutral", body: "off", canSwitchOff: false },
  suspended: { tone: "bad", body: "suspended", canSwitchOff: true },
};

/** The panel of a site. What its owner switched off while it was suspended is off in the first place. */
export function describePanel({ state, active }: Pick<Instance, "state" | "active">): Panel {
  return state === "suspended" && !active ? { ...panels.suspended, canSwitchOff: false } : panels[state];
}
