export { Condition, Conditions, conditionTypes, ReadyWord, unobserved, type ConditionType } from "./conditions.ts";
export type { CustomResource, KindDefinition, ObjectMeta, PrinterColumn, Rule } from "./kind.ts";
export { neverEgressPorts, type EgressHost } from "./egress.ts";
export { identityOf, type Identified } from "./identity.ts";
export {
  apiVersion,
  buildHost,
  dnsLabelPattern,
  egressAudience,
  findTenantNameProblem,
  group,
  hostPrefixMaxLength,
  hostTemplates,
  labels,
  managedByValue,
  moduleAccountName,
  operatorFinalizer,
  reservedTenantNames,
  tenantNameLength,
  tenantNamespace,
  tenantOfNamespace,
  version,
  type HostTemplate,
  type TenantNameProblem,
} from "./names.ts";
export { bytesOf } from "./quantity.ts";
export { HostClaimSpec, HostClaimStatus, hostClaimKind, type HostClaim, type SiteState } from "./host-claim.ts";
export { defaultContainerResources, ModuleSpec, ModuleStatus, moduleKind, type Module } from "./module.ts";
export {
  ModuleInstanceSpec,
  ModuleInstanceStatus,
  moduleInstanceKind,
  type ModuleInstance,
} from "./module-instance.ts";
export {
  isTenantProvisioned,
  TenantLimits,
  TenantSpec,
  TenantStatus,
  tenantKind,
  type SuspensionReason,
  type Tenant,
} from "./tenant.ts";
export {
  conditionReasons,
  eventReasons,
  findReason,
  isReason,
  reasons,
  type ConditionReason,
  type EventReason,
  type Reason,
  type SyncReason,
} from "./reasons.ts";
export { isProtectedName, reservedHostPrefixes } from "./protected-names.ts";
