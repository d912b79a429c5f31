import type { SiteState } from "@tochka-rosta/crds";

/** What a visitor is told; the words and status codes are in answers.ts. */
export type Answer =
  "checking" | "missing" | "opening" | "inactive" | "suspended" | "inactiveForLong" | "suspendedForLong";

/** How a site stands. */
export interface Site {
  readonly state: SiteState;
  /** Since when, in milliseconds since 1970; undefined of a claim that an earlier release wrote. */
  readonly since: number | undefined;
}

/** What the doorman knows of sites. */
export interface Sites {
  /** False until the first list is in: then nobody can say yet that a host is not there. */
  readonly isKnown: boolean;
  /** How a host's site stands; undefined when nobody has claimed the host. */
  find(host: string): Site | undefined;
}

/** A claim that says Live while the request still came here: the route is on its way, in a second or two it is there. */
const answerFor: Record<SiteState, "opening" | "inactive" | "suspended"> = {
  Starting: "opening",
  Live: "opening",
  Asleep: "opening",
  Inactive: "inactive",
  Suspended: "suspended",
};

/** How long a site that is off counts as one that comes back. */
const pauseMilliseconds = 30 * 24 * 60 * 60 * 1000;

/** Decides the answer. While nothing is known it is never "missing", which search engines would believe. */
export function chooseAnswer(sites: Sites, host: string | undefined, now: number): Answer {
  const site = host === undefined ? undefined : sites.find(host);
  if (site === undefined) return sites.isKnown ? "missing" : "checking";
  const answer = answerFor[site.state];
  if (answer === "opening") return answer;
  return now - (site.since ?? now) < pauseMilliseconds ? answer : `${answer}ForLong`;
}

const hostPattern = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;

/** The name in a Host header, without its port; undefined for whatever could not be anybody's site. */
export function readHost(header: string | undefined): string | undefined {
  const name = (header ?? "").toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  return hostPattern.test(name) ? name : undefined;
}
