/**
 * Every reason that conditions and steps carry, once: the operator writes no other, core judges by `kind`, the dashboard has a
 * sentence for each. This file imports nothing, so that a browser may load it. Stable: add, never rename.
 */

/**
 * What to expect of a reason.
 *
 * - `settled`: as it should be, or stopped on purpose; nothing is tried.
 * - `progress`: is being worked on and ends by itself.
 * - `blocked`: something outside the object is in the way; it is tried again and goes on as soon as that has passed.
 * - `needsPerson`: does not pass before its audience acts, though the operator keeps trying. Makes the object Stalled.
 */
export type ReasonKind = "settled" | "progress" | "blocked" | "needsPerson";

/** Who has to act; where nobody has, whom the reason is meant for. */
export type ReasonAudience = "owner" | "platformOperator";

/** What a reason is about: a tenant as a whole, whether a site may run at all, one of its parts, any object. */
export type ReasonSubject =
  "tenant" | "switch" | "admission" | "database" | "workload" | "route" | "address" | "object" | "sync";

export interface ReasonDescription {
  readonly subject: ReasonSubject;
  readonly kind: ReasonKind;
  readonly audience: ReasonAudience;
  /** What `kubectl` shows unless the operator has more to say. English; names no server, database or object, so anybody may read it. */
  readonly message: string;
  /** Where the dashboard's dictionaries have its sentence. */
  readonly textKey: string;
  /** What the operator says in place of `message` may name servers, databases or objects: not for owners. */
  readonly hasInternalDetail: boolean;
}

type Draft = Omit<ReasonDescription, "subject" | "textKey">;

const draft = (kind: ReasonKind, audience: ReasonAudience, message: string): Draft => {
  return { kind, audience, message, hasInternalDetail: false };
};
const settled = (message: string, audience: ReasonAudience = "owner") => draft("settled", audience, message);
const progress = (message: string) => draft("progress", "owner", message);
const blocked = (message: string) => draft("blocked", "platformOperator", message);
const needsOwner = (message: string) => draft("needsPerson", "owner", message);
const needsOperator = (message: string) => draft("needsPerson", "platformOperator", message);
const withInternalDetail = (reason: Draft): Draft => ({ ...reason, hasInternalDetail: true });

function about<Name extends string>(
  subject: ReasonSubject,
  drafts: Readonly<Record<Name, Draft>>,
): Readonly<Record<Name, ReasonDescription>> {
  const entries = Object.entries<Draft>(drafts);
  const described = entries.map(([name, found]) => [name, { subject, ...found, textKey: `reasons.${name}` }]);
  return Object.fromEntries(described) as Record<Name, ReasonDescription>;
}

/** Reasons of the operator's conditions. */
export const conditionReasons = {
  ...about("tenant", {
    NamespaceActive: settled("The tenant's namespace is there."),
    NamespaceCreating: progress("The tenant's namespace is being made."),
    NamespaceTaken: withInternalDetail(
      needsOperator("A namespace of this name belongs to another owner and is left alone."),
    ),
    NamespaceTerminating: withInternalDetail(
      blocked("The namespace of an earlier tenant of this name is still being deleted."),
    ),
    LimitsApplied: settled("Quota, limits, network policy and rights are in place."),
    LimitsPending: progress("Quota, limits, network policy and rights are not all in place yet."),
    TenantProvisioned: settled("Everything that a tenant needs is in place."),
    TenantIdentityTaken: withInternalDetail(
      needsOperator("Another tenant bears the identity in spec.id, so nothing of it is given to this one."),
    ),
  }),
  ...about("switch", {
    NotSuspended: settled("The tenant is not suspended."),
    SuspendedForPayment: settled("All sites are off until the tariff is paid; everything is kept."),
    SuspendedByAdmin: settled("The platform switched all sites off; everything is kept.", "platformOperator"),
    SuspendedForAbuse: settled("All sites are off because of a complaint; everything is kept."),
    TrialEnded: settled("The trial has ended: choose a tariff to bring the sites back."),
    SwitchedOff: settled("The owner switched the site off; everything is kept."),
  }),
  ...about("admission", {
    TenantNotFound: withInternalDetail(needsOperator("The namespace belongs to no tenant.")),
    TenantDeleting: settled("The tenant is being deleted."),
    TenantNotReady: progress("The tenant's namespace is not ready yet."),
    ModuleNotFound: needsOperator("The catalogue has no such module."),
    ModuleComingSoon: needsOperator("The module is announced but cannot be activated yet."),
    HostReserved: needsOwner("The host is the platform's own."),
    HostTaken: needsOwner("The host belongs to another instance."),
    SubdomainLimitReached: needsOwner("The tariff allows no further active site."),
    IdentityTaken: withInternalDetail(
      needsOperator("Another instance bears the identity in spec.id, so nothing of it is given to this one."),
    ),
  }),
  ...about("database", {
    DatabaseProvisioned: settled("The database is there and only the module can connect to it."),
    DatabaseNotNeeded: settled("The module needs no database."),
    DatabasePending: progress("The database is not made yet."),
    DatabaseUnavailable: withInternalDetail(
      blocked("The database server does not answer as it should. It is tried again."),
    ),
    DatabaseServersFull: withInternalDetail(needsOperator("No database server takes another database.")),
    DatabaseServerUnknown: withInternalDetail(
      needsOperator("The site's database server is not in the operator's settings."),
    ),
    DatabaseServerOpen: withInternalDetail(
      needsOperator("The database server lets every role connect to some database, so no database is made on it."),
    ),
    DatabaseNotOurs: withInternalDetail(
      needsOperator("A database of this name exists without this instance's mark and is left alone."),
    ),
    DatabaseRetired: withInternalDetail(
      needsOperator("The database was retired when its instance was deleted; a person decides what becomes of it."),
    ),
    DatabaseLost: withInternalDetail(
      needsOperator(
        "The site had a database, which is gone. No empty one is made in its place: it has to be restored.",
      ),
    ),
    DatabaseConnectionsExhausted: withInternalDetail(
      blocked("No database server has room for the connections of another site."),
    ),
  }),
  ...about("workload", {
    WorkloadAvailable: settled("The module runs and answers its health check."),
    WorkloadStarting: progress("The module is starting."),
    WorkloadPending: progress("The module is not started yet."),
    WorkloadStopped: settled("The module is stopped on purpose."),
    ImagePullFailed: needsOperator("The module's image cannot be fetched."),
    ModuleCrashing: needsOperator("The module starts and ends again."),
    OutOfMemory: needsOperator("The module takes more memory than it may and is stopped each time."),
    ModuleUnhealthy: blocked("The module runs but does not answer its health check."),
    PodInvalid: needsOperator("The module cannot be started with this configuration."),
    QuotaExceeded: needsOwner("The tenant's limits leave no room for the module."),
    NoRoom: blocked("No machine has room for the module."),
  }),
  ...about("route", {
    RouteProgrammed: settled("The host leads to the module."),
    RoutePending: withInternalDetail(progress("The host does not lead to the module yet.")),
    RouteRefused: withInternalDetail(needsOperator("The gateway refuses to lead the host to the module.")),
    RouteRemoved: settled("The host leads to the notice page on purpose."),
  }),
  ...about("address", {
    SiteAnswers: settled("The public address answers."),
    SiteNotAnswering: progress("The public address does not lead to the module yet."),
    NotProbed: settled("The public address is not probed while the site is not up."),
    SiteLive: settled("Every part works and the public address answers."),
  }),
  ...about("object", {
    Working: progress("The operator is at work."),
    RolloutQueued: progress(
      "The new version waits for its turn: only so many sites replace their pods at once. The old one serves.",
    ),
    Settled: settled("Nothing is left to do."),
    NothingInTheWay: settled("Nothing needs a person."),
    ApiRefused: withInternalDetail(
      needsOperator("The API server refuses an object that the operator applies. It is tried again."),
    ),
    Deleting: progress("The object is being deleted."),
  }),
} as const;

/** The operator's conditions carry these and no other. */
export type ConditionReason = keyof typeof conditionReasons;

/** Reasons of core: why the cluster does not hold yet what an owner has chosen. */
export const syncReasons = about("sync", {
  ClusterNotReached: blocked("The cluster does not answer. The request is stored and will be carried out."),
  ClusterRefused: needsOperator("The cluster refused the request. It is tried again."),
  PreviousSiteLeaving: progress("The deleted site of this name is still being taken off; the new one follows."),
  NameTaken: needsOperator("The cluster holds an object of this name that is not the platform's."),
  ObjectReplaced: needsOperator(
    "Somebody made an object in the place of the one that was lost, so it has none of its data. The platform makes the right one when that is deleted.",
  ),
});

export type SyncReason = keyof typeof syncReasons;

/** Every reason that an owner may meet in a step. */
export const reasons = { ...conditionReasons, ...syncReasons } as const;

export type Reason = keyof typeof reasons;

/** What a reason means; undefined for one of a later release. */
export function findReason(reason: string): ReasonDescription | undefined {
  return isReason(reason) ? reasons[reason] : undefined;
}

/** Whether a text is a reason of this catalogue. */
export function isReason(reason: string): reason is Reason {
  return Object.hasOwn(reasons, reason);
}

/** Sentences for people, by reason. */
export type ReasonTexts = Readonly<Record<Reason, string>>;

/**
 * A dictionary of reasons as it is. Does not compile while a reason has no sentence in it, or a sentence no reason.
 *
 * @example completeTexts(ruReasons)
 */
export function completeTexts<Texts extends ReasonTexts>(
  texts: Texts & Readonly<Record<Exclude<keyof Texts, Reason>, never>>,
): ReasonTexts {
  return texts;
}

/** Every reason that the operator's events carry, with what happened. */
export const eventReasons = {
  TenantReady: "The tenant can have modules.",
  TenantSuspended: "The tenant's sites were taken off.",
  TenantResumed: "The tenant's sites come back.",
  DatabaseCreated: "A database was made for the instance.",
  SiteLive: "The site answers at its public address.",
  SiteSwitchedOff: "The site was taken off; everything is kept.",
  Blocked: "The object cannot be made real; a person has to act.",
  DatabaseRetired: "The database was put out of use; the data is kept.",
  DatabaseTakenBack: "The object came back under its identity, and its retired database with all data is in use again.",
  DatabaseDropped: "The database was removed for good.",
  DatabaseAbandoned: "Deletion went on without cleaning the database up, as the annotation says.",
} as const;

export type EventReason = keyof typeof eventReasons;
