import {
  conditionReasons,
  identityOf,
  isTenantProvisioned,
  type ConditionReason,
  type Module,
  type ModuleInstance,
  type SiteState,
  type Tenant,
} from "@tochka-rosta/crds";
import { findHolder } from "../identity-holder.ts";
import type { Settings } from "../settings.ts";
import { readLimits } from "../tenant/limits.ts";
import { holdsSubdomain } from "../tenant/subdomains.ts";
import { describeSuspension } from "../tenant/suspension.ts";
import type { ObservedClaim } from "./host-claim.ts";

/** What the decision about an instance rests on. Absence is an observation too. */
export interface InstanceSituation {
  readonly instance: Readonly<ModuleInstance>;
  readonly host: string;
  readonly tenant: Readonly<Tenant> | undefined;
  readonly module: Readonly<Module> | undefined;
  /** All instances of the tenant, this one included. */
  readonly siblings: readonly Readonly<ModuleInstance>[];
  readonly hostClaim: ObservedClaim;
}

/** Run the site: everything that it needs is known. */
export interface RunDecision {
  readonly mode: "run";
  readonly tenant: Readonly<Tenant>;
  readonly module: Readonly<Module>;
  readonly image: string;
  readonly version: string;
}

/** Take the site off and keep everything. */
export interface StopDecision {
  readonly mode: "stop";
  readonly tenant: Readonly<Tenant>;
  readonly module: Readonly<Module> | undefined;
  /** What the module itself and visitors are told. */
  readonly status: "inactive" | "suspended";
  readonly site: SiteState;
  readonly reason: ConditionReason;
  readonly message: string;
}

/** Leave everything as it is: something that we lean on is missing, and a running site must not suffer for it. */
export interface BlockedDecision {
  readonly mode: "blocked";
  readonly reason: ConditionReason;
  readonly message: string;
}

export type Decision = RunDecision | StopDecision | BlockedDecision;

/** What the checks may look at. */
interface CheckInput extends InstanceSituation {
  readonly settings: Pick<Settings, "dashboardUrl" | "coreIssuer">;
}

type Check = (input: CheckInput) => StopDecision | BlockedDecision | undefined;

/** In this order; the first that objects decides. */
const checks: readonly Check[] = [
  tenantMissing,
  tenantIsNotDeleting,
  identityIsOurs,
  hostIsNotReserved,
  tenantIsNotSuspended, //    a suspension holds whatever else is amiss, and so does the owner's switch
  ownerWantsItOn,
  tenantIsReady, //           the namespace, its limits and the operator's rights in it
  isWithinSubdomainLimit,
  moduleMissing,
  moduleIsAvailable,
];

/** What is to become of an instance. Pure. */
export function decide(situation: InstanceSituation, settings: CheckInput["settings"]): Decision {
  const decision = evaluateChecks({ ...situation, settings });
  // The host comes before all else that an instance does: without it nothing is made, and nothing is to be stopped.
  return decision.mode !== "blocked" && situation.hostClaim.state === "taken" ? refuseHost(situation.host) : decision;
}

function evaluateChecks(input: CheckInput): Decision {
  for (const check of checks) {
    const objection = check(input);
    if (objection !== undefined) return objection;
  }
  const { tenant, module, instance } = input;
  const version = instance.spec.version ?? module?.spec.version;
  if (tenant === undefined || module?.spec.image === undefined || version === undefined) {
    return blocked("ModuleNotFound", `Module ${instance.spec.module} names no image or version.`);
  }
  return { mode: "run", tenant, module, version, image: `${module.spec.image}:${version}` };
}

function refuseHost(host: string): BlockedDecision {
  return blocked("HostTaken", `The host ${host} belongs to another module instance; choose another spec.hostPrefix.`);
}

function blocked(reason: ConditionReason, message: string = conditionReasons[reason].message): BlockedDecision {
  return { mode: "blocked", reason, message };
}

function tenantMissing({ tenant, instance }: CheckInput) {
  if (tenant !== undefined) return undefined;
  return blocked("TenantNotFound", `The namespace ${instance.metadata.namespace ?? ""} belongs to no tenant.`);
}

function tenantIsNotDeleting({ tenant }: CheckInput) {
  if (tenant?.metadata.deletionTimestamp === undefined) return undefined;
  return blocked("TenantDeleting");
}

function tenantIsReady({ tenant }: CheckInput) {
  if (isTenantProvisioned(tenant?.status ?? {})) return undefined;
  return blocked("TenantNotReady");
}

/** Of another tenant's identity nothing can be had: its database bears that tenant's mark. */
function identityIsOurs({ instance, siblings }: CheckInput) {
  const identity = identityOf(instance);
  const others = siblings.filter((other) => other.metadata.name !== instance.metadata.name);
  const holder = findHolder([instance, ...others.filter((other) => identityOf(other) === identity)]);
  if (holder === instance) return undefined;
  return blocked("IdentityTaken", `The identity of spec.id is that of the instance ${holder?.metadata.name ?? ""}.`);
}

function hostIsNotReserved({ host, settings }: CheckInput) {
  const platformHosts = [settings.dashboardUrl, settings.coreIssuer].map((url) => new URL(url).hostname);
  return platformHosts.includes(host) ? blocked("HostReserved", `The host ${host} is the platform's own.`) : undefined;
}

function tenantIsNotSuspended({ tenant, module }: CheckInput): StopDecision | undefined {
  if (tenant === undefined) return undefined;
  const suspension = describeSuspension(tenant);
  if (suspension === undefined) return undefined;
  const { reason, message } = suspension;
  return { mode: "stop", tenant, module, status: "suspended", site: "Suspended", reason, message };
}

function ownerWantsItOn({ tenant, module, instance }: CheckInput): StopDecision | undefined {
  if (tenant === undefined || instance.spec.active !== false) return undefined;
  return stopInactive(tenant, module, "SwitchedOff");
}

function isWithinSubdomainLimit({ tenant, module, instance, siblings }: CheckInput): StopDecision | undefined {
  if (tenant === undefined) return undefined;
  const limit = readLimits(tenant).subdomains;
  if (holdsSubdomain(instance, siblings, limit)) return undefined;
  const message = `The tariff allows ${limit} active ${limit === 1 ? "site" : "sites"}: switch another one off or choose a larger tariff.`;
  return stopInactive(tenant, module, "SubdomainLimitReached", message);
}

function moduleMissing({ module, instance }: CheckInput) {
  return module === undefined
    ? blocked("ModuleNotFound", `The catalogue has no module ${instance.spec.module}.`)
    : undefined;
}

function moduleIsAvailable({ module, instance }: CheckInput) {
  if (module?.spec.stage !== "ComingSoon") return undefined;
  return blocked("ModuleComingSoon", `Module ${instance.spec.module} is announced but cannot be activated yet.`);
}

function stopInactive(
  tenant: Readonly<Tenant>,
  module: Readonly<Module> | undefined,
  reason: ConditionReason,
  message: string = conditionReasons[reason].message,
): StopDecision {
  return { mode: "stop", tenant, module, status: "inactive", site: "Inactive", reason, message };
}
