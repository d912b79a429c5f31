import { findTenantNameProblem, isProtectedName, tenantNameLength } from "@tochka-rosta/crds";
import type { Context } from "../../context.ts";
import { describeSiteHosts } from "./site-addresses.ts";
import { findTakenSubdomains } from "./store.ts";

/** Why a subdomain cannot be had; all but the last two are rules of the Tenant resource. */
export const subdomainProblems = [
  "too-short",
  "too-long",
  "not-a-label",
  "double-hyphen",
  "reserved",
  "protected",
  "taken",
] as const;
export type SubdomainProblem = (typeof subdomainProblems)[number];

/** The answer to "can I have this one". */
export interface SubdomainAnswer {
  readonly name: string;
  readonly available: boolean;
  readonly domain: string;
  readonly reason?: SubdomainProblem;
  readonly suggestion?: string;
}

/** Whether a subdomain can be had now; when not, why, and a similar one that can. */
export async function checkSubdomain(context: Context, requested: string): Promise<SubdomainAnswer> {
  const name = requested.trim().toLowerCase();
  const problem = await findSubdomainProblem(context, name);
  const domain = describeSiteHosts(name, context.config);
  if (problem === undefined) return { name, available: true, domain };
  const suggestion = await suggestSubdomain(context, name);
  return { name, available: false, domain, reason: problem, ...(suggestion !== undefined && { suggestion }) };
}

/**
 * Why the name cannot be had, or undefined when it can.
 *
 * @param ownId the tenant that asks, which may go back to a name whose object is still on its way out
 */
export async function findSubdomainProblem(
  context: Context,
  name: string,
  ownId?: string,
): Promise<SubdomainProblem | undefined> {
  const problem = findTenantNameProblem(name);
  if (problem !== undefined) return problem;
  if (isNameOfOthers(context, name)) return "protected";
  const taken = await findTakenSubdomains(context, [name], ownId);
  return taken.has(name) ? "taken" : undefined;
}

/** Asked when a name is chosen and never again: a tenant that has its name keeps it. */
function isNameOfOthers({ config }: Context, name: string): boolean {
  return isProtectedName(name, { additional: config.protectedNames, allowed: config.permittedNames });
}

/** A free name that resembles the change, or undefined when none of the near ones is free. */
async function suggestSubdomain(context: Context, requested: string): Promise<string | undefined> {
  const stem = requested
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, tenantNameLength.max - 5)
    .replace(/^-+|-+$/g, "");
  if (stem === "") return undefined;
  const candidates = [stem, ...["shop", "online", "2", "3", "24", "365"].map((ending) => `${stem}-${ending}`)].filter(
    (name) => findTenantNameProblem(name) === undefined && !isNameOfOthers(context, name),
  );
  const taken = await findTakenSubdomains(context, candidates);
  return candidates.find((name) => !taken.has(name));
}
