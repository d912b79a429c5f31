import type { SiteState } from "@tochka-rosta/crds";

/** What a visitor is told; the words and status codes are in answers.ts. */
export type Answer = "checking" | "missing" | "opening" | "inactive" | "suspended";

/** What the doorman knows of sites. */
export interface Sites {
  /** False until the first list is in: then nobody can say yet that a host is not there. */
  readonly isKnown: boolean;
  /** How a host's site stands; undefined when nobody has claimed the host. */
  find(host: string): SiteState | undefined;
}

/** A claim that says Live while the request still came here: the route is on its way, in a second or two it is there. */
const answerFor: Record<SiteState, Answer> = {
  Starting: "opening",
  Live: "opening",
  Asleep: "opening",
  Inactive: "inactive",
  Suspended: "suspended",
};

/** Decides the answer. While nothing is known it is never "missing", which search engines would believe. */
export function chooseAnswer(sites: Sites, host: string | undefined): Answer {
  const state = host === undefined ? undefined : sites.find(host);
  if (state !== undefined) return answerFor[state];
  return sites.isKnown ? "missing" : "checking";
}

const hostPattern = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;

/** The name in a Host header, without its port; undefined for whatever could not be anybody's site. */
export function readHost(header: string | undefined): string | undefined {
  const name = (header ?? "").toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  return hostPattern.test(name) ? name : undefined;
}
