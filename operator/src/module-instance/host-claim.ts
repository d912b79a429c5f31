import {
  apiVersion,
  identityOf,
  labels,
  managedByValue,
  type HostClaim,
  type HostClaimStatus,
  type ModuleInstance,
  type SiteState,
  type Tenant,
} from "@tochka-rosta/crds";
import {
  applyStatus,
  formatTime,
  isAlreadyExists,
  WaitError,
  type Clock,
  type RequestOptions,
} from "@tochka-rosta/controller-runtime";
import { fieldManager, type OperatorContext } from "../context.ts";
import { uidOf } from "../ownership.ts";
import { resources } from "../resources.ts";

const retryMilliseconds = 200;

/** The claim that makes a host an instance's own. */
export function buildHostClaim(host: string, instance: Readonly<ModuleInstance>, tenant: Readonly<Tenant>): HostClaim {
  return {
    apiVersion,
    kind: "HostClaim",
    metadata: {
      name: host,
      labels: {
        [labels.managedBy]: managedByValue,
        [labels.tenant]: tenant.metadata.name,
        [labels.tenantUid]: identityOf(tenant),
        [labels.instance]: instance.metadata.name,
        [labels.module]: instance.spec.module,
      },
    },
    spec: {
      tenant: tenant.metadata.name,
      instance: {
        namespace: instance.metadata.namespace ?? "",
        name: instance.metadata.name,
        uid: uidOf(instance),
      },
    },
  };
}

/** Who holds a host. */
export type ObservedClaim =
  | { readonly state: "free" }
  | { readonly state: "ours"; readonly claim: Readonly<HostClaim> }
  /** Another instance holds it, and that instance is there. */
  | { readonly state: "taken" }
  /** The instance that held it is no more. */
  | { readonly state: "abandoned"; readonly claim: Readonly<HostClaim> };

/** Reads the cache. It may be old, and "taken" costs the owner a site: of another's claim the API server itself is asked. */
export async function observeClaim(
  { client, caches }: Pick<OperatorContext, "client" | "caches">,
  host: string,
  instance: Readonly<ModuleInstance>,
  { signal }: RequestOptions,
): Promise<ObservedClaim> {
  const cached = caches.hostClaims.get(host);
  if (cached === undefined) return { state: "free" };
  if (cached.spec.instance.uid === instance.metadata.uid) return { state: "ours", claim: cached };
  const claim = await client.get(resources.hostClaim, { name: host }, { signal });
  if (claim === undefined) return { state: "free" };
  if (claim.spec.instance.uid === instance.metadata.uid) return { state: "ours", claim };
  const holder = await client.get(resources.moduleInstance, claim.spec.instance, { signal });
  return holder?.metadata.uid === claim.spec.instance.uid ? { state: "taken" } : { state: "abandoned", claim };
}

/** What is to be done so that a host is an instance's. */
export type ClaimStep =
  { readonly action: "none" } | { readonly action: "keep" | "create" | "remove"; readonly claim: Readonly<HostClaim> };

/**
 * Creation is the lock: the API server lets only one creation of a name succeed. An abandoned claim is removed first. Pure.
 */
export function planClaim(
  { hostClaim, host, instance }: { hostClaim: ObservedClaim; host: string; instance: Readonly<ModuleInstance> },
  tenant: Readonly<Tenant>,
): ClaimStep {
  switch (hostClaim.state) {
    case "free":
      return { action: "create", claim: buildHostClaim(host, instance, tenant) };
    case "ours":
      return { action: "keep", claim: hostClaim.claim };
    case "abandoned":
      return { action: "remove", claim: hostClaim.claim };
    case "taken":
      return { action: "none" };
  }
}

/**
 * @returns our claim
 * @throws WaitError when another came first, or when the host has just become free
 */
export async function applyClaim(
  { client }: Pick<OperatorContext, "client">,
  step: ClaimStep,
  { signal }: RequestOptions,
): Promise<Readonly<HostClaim> | undefined> {
  if (step.action === "none" || step.action === "keep") return step.action === "keep" ? step.claim : undefined;
  const { name } = step.claim.metadata;
  if (step.action === "remove") {
    await client.delete(resources.hostClaim, { name }, { uid: uidOf(step.claim) }, { signal });
    throw new WaitError(`the host ${name} has just become free`, retryMilliseconds);
  }
  try {
    return await client.create(resources.hostClaim, step.claim, { fieldManager, signal });
  } catch (error) {
    if (isAlreadyExists(error)) throw new WaitError(`the host ${name} was claimed meanwhile`, retryMilliseconds);
    throw error;
  }
}

/** Gives an instance's host back. Repeatable; another's claim is left alone. */
export async function releaseHost(
  { client }: Pick<OperatorContext, "client">,
  host: string,
  instanceUid: string,
  options: RequestOptions,
): Promise<void> {
  const claim = await client.get(resources.hostClaim, { name: host }, options);
  if (claim?.spec.instance.uid !== instanceUid) return;
  await client.delete(resources.hostClaim, { name: host }, { uid: uidOf(claim) }, options);
}

/** How a site stands by its claim. A claim without a status says "Starting". */
export function siteStateOf(claim: Readonly<HostClaim> | undefined): SiteState {
  return claim?.status?.site ?? "Starting";
}

/** Whether a claim says how the site stands. A pause has a date, from which the doorman counts how long it is one. */
export function isSiteReported(claim: Readonly<HostClaim> | undefined, site: SiteState): boolean {
  const isPause = site === "Inactive" || site === "Suspended";
  return siteStateOf(claim) === site && (!isPause || claim?.status?.since !== undefined);
}

/** Writes for the doorman how the site stands, where the claim says otherwise. */
export async function reportSite(
  { client, clock }: Pick<OperatorContext, "client" | "clock">,
  claim: Readonly<HostClaim>,
  site: SiteState,
): Promise<void> {
  if (isSiteReported(claim, site)) return;
  await applyStatus(client, resources.hostClaim, claim, buildSiteStatus(claim, site, clock), { fieldManager });
}

/** A claim's status for the doorman. */
export function buildSiteStatus(
  claim: Readonly<HostClaim>,
  site: SiteState,
  clock: Pick<Clock, "now">,
): HostClaimStatus {
  const module = claim.metadata.labels?.[labels.module];
  return { site, since: formatTime(clock.now()), ...(module !== undefined && { module }) };
}
