/**
 * Every reason that our conditions carry, with what it means. Stable: the dashboard translates by these words, and people
 * search for them. Add, never rename.
 */
export const reasons = {
  // A tenant
  NamespaceActive: "The tenant's namespace is there.",
  NamespaceCreating: "The tenant's namespace is being made.",
  NamespaceTaken: "A namespace of this name belongs to another owner and is left alone.",
  NamespaceTerminating: "The namespace of an earlier tenant of this name is still being deleted.",
  LimitsApplied: "Quota, limits, network policy and rights are in place.",
  LimitsPending: "Quota, limits, network policy and rights are not all in place yet.",
  TenantProvisioned: "Everything that a tenant needs is in place.",
  NotSuspended: "The tenant is not suspended.",
  SuspendedForPayment: "The tenant's sites are off because a payment is missing.",
  SuspendedByAdmin: "The tenant's sites were switched off by the platform.",
  SuspendedForAbuse: "The tenant's sites are off because of a complaint.",
  TrialEnded: "The tenant's sites are off because the trial has ended.",

  // An instance: why it may not run
  TenantNotFound: "The namespace belongs to no tenant.",
  TenantDeleting: "The tenant is being deleted.",
  TenantNotReady: "The tenant's namespace is not ready yet.",
  ModuleNotFound: "The catalogue has no such module.",
  ModuleComingSoon: "The module is announced but cannot be activated yet.",
  HostReserved: "The host is the platform's own.",
  HostTaken: "The host belongs to another instance.",
  SubdomainLimitReached: "The tariff allows no further active site.",
  SwitchedOff: "The owner switched the site off; everything is kept.",

  // An instance: its parts
  DatabaseProvisioned: "The database is there and only the module can connect to it.",
  DatabaseNotNeeded: "The module needs no database.",
  DatabasePending: "The database is not made yet.",
  DatabaseUnavailable: "The database server does not answer as it should.",
  DatabaseServersFull: "No database server takes another database.",
  DatabaseServerUnknown: "The database's server is not in the operator's settings.",
  DatabaseServerOpen:
    "The database server lets every role connect to some database, which the operator may not change.",
  DatabaseNotOurs: "A database of this name exists without this instance's mark and is left alone.",
  DatabaseRetired: "The database was retired when its instance was deleted; a person decides what becomes of it.",
  WorkloadAvailable: "The module runs and answers its health check.",
  WorkloadStarting: "The module is starting.",
  WorkloadPending: "The module is not started yet.",
  WorkloadStopped: "The module is stopped on purpose.",
  ImagePullFailed: "The module's image cannot be fetched.",
  ModuleCrashing: "The module starts and ends again.",
  OutOfMemory: "The module takes more memory than it may and is stopped each time.",
  ModuleUnhealthy: "The module runs but does not answer its health check.",
  PodInvalid: "The module cannot be started with this configuration.",
  QuotaExceeded: "The tenant's limits leave no room for the module.",
  NoRoom: "No machine has room for the module.",
  RouteProgrammed: "The host leads to the module.",
  RoutePending: "The host does not lead to the module yet.",
  RouteRefused: "The gateway refuses to lead the host to the module.",
  RouteRemoved: "The host leads to the notice page on purpose.",
  SiteAnswers: "The public address answers.",
  SiteNotAnswering: "The public address does not lead to the module yet.",
  NotProbed: "The public address is not probed while the site is not up.",
  SiteLive: "Every part works and the public address answers.",

  // Any object
  Working: "The operator is at work.",
  Settled: "Nothing is left to do.",
  NothingInTheWay: "Nothing needs a person.",
  ApiRefused: "The API server refuses an object that the operator applies.",
  Deleting: "The object is being deleted.",
} as const;

export type Reason = keyof typeof reasons;

/** Every reason that our events carry, with what happened. */
export const eventReasons = {
  TenantReady: "The tenant can have modules.",
  TenantSuspended: "The tenant's sites were taken off.",
  TenantResumed: "The tenant's sites come back.",
  DatabaseCreated: "A database was made for the instance.",
  SiteLive: "The site answers at its public address.",
  SiteSwitchedOff: "The site was taken off; everything is kept.",
  Blocked: "The object cannot be made real; a person has to act.",
  DatabaseRetired: "The database was put out of use; the data is kept.",
  DatabaseDropped: "The database was removed for good.",
  DatabaseAbandoned: "Deletion went on without cleaning the database up, as the annotation says.",
} as const;

export type EventReason = keyof typeof eventReasons;
