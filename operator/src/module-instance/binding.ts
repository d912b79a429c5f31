import { identityOf, type Module, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import type { ReconcileContext } from "@tochka-rosta/controller-runtime";
import type { OperatorContext } from "../context.ts";
import { isDatabaseAbandoned } from "../database/abandon.ts";
import { databaseNames } from "../database/identifiers.ts";
import type { DesiredDatabase } from "../database/plan.ts";
import { DatabaseRefusedError } from "../database/provision.ts";
import { templateDatabase } from "../database/template.ts";
import { uidOf } from "../ownership.ts";
import { resources, type Secret } from "../resources.ts";
import type { DatabaseServerSettings, Settings } from "../settings.ts";
import { explainDatabaseError, type DatabaseProblem } from "./database-problem.ts";
import { needsDatabase } from "./deployment.ts";
import type { InstanceMemory } from "./memory.ts";
import { buildDatabaseSecret, databaseSecretName, isSecretCurrent, readPassword, serverAnnotation } from "./secret.ts";

/** What ties an instance to its database: the Secret, which holds the password, and the server. */
export type ObservedBinding =
  /** The instance is not to run, or its module needs no database. */
  | { readonly state: "notRead" }
  /** The API server refuses to show the Secret. */
  | { readonly state: "unreadable" }
  /** Secret and database were as they should be a moment ago. */
  | { readonly state: "verified"; readonly server: string; readonly database: string }
  | { readonly state: "read"; readonly secret: Readonly<Secret> | undefined; readonly server: string }
  /** The probe of the database's server gets no answer: nothing is tried before it does. */
  | { readonly state: "unreachable"; readonly server: string }
  /** No server can be chosen for a database that has none yet. */
  | ({ readonly state: "unplaced" } & DatabaseProblem);

/** An observation this recent is not repeated while the site's pods are up. */
const freshMilliseconds = 30_000;
/** While one starts it may be waiting for its Secret; a starting site is reconciled several times a second. */
const freshWhileStartingMilliseconds = 2_000;

/**
 * Reads the Secret live, and the load of the servers where the database has none yet. The server is by the status, else by the
 * Secret, which names it before anything is made there. Of an object made again neither says anything: its database is looked for
 * on every server before it counts as missing.
 *
 * @throws what the API server refuses
 */
export async function observeBinding(
  context: Pick<OperatorContext, "client" | "clock" | "fleet">,
  subject: {
    readonly instance: Readonly<ModuleInstance>;
    readonly module: Readonly<Module>;
    readonly isStarting: boolean;
    readonly memory: InstanceMemory;
  },
  { signal }: Pick<ReconcileContext, "signal">,
): Promise<ObservedBinding> {
  const { instance, module, isStarting, memory } = subject;
  if (!needsDatabase(module)) return { state: "notRead" };
  const known = instance.status?.database;
  if (known !== undefined && context.fleet.isUnreachable(known.server)) {
    delete memory.databaseSeen;
    return { state: "unreachable", server: known.server };
  }
  const freshness = isStarting ? freshWhileStartingMilliseconds : freshMilliseconds;
  if (known !== undefined && isFresh(memory, instance, context.clock.monotonic() - freshness)) {
    return { state: "verified", server: known.server, database: known.name };
  }
  const reference = { namespace: instance.metadata.namespace, name: databaseSecretName(instance.metadata.name) };
  const secret = await context.client.get(resources.secret, reference, { signal });
  const placed = known?.server ?? secret?.metadata.annotations?.[serverAnnotation];
  if (placed !== undefined) return { state: "read", secret, server: placed };
  try {
    const found = await findLostDatabase(context, instance);
    return { state: "read", secret, server: found ?? (await context.fleet.place()) };
  } catch (error) {
    return { state: "unplaced", ...explainDatabaseError(error) };
  }
}

/**
 * The server on which an object made again finds its database; undefined where it may be given an empty one.
 *
 * @throws DatabaseRefusedError when it had one and no server has it, and whatever a server says that does not answer
 */
async function findLostDatabase(
  { fleet }: Pick<OperatorContext, "fleet">,
  instance: Readonly<ModuleInstance>,
): Promise<string | undefined> {
  const { id } = instance.spec;
  if (id === undefined) return undefined;
  const { database } = databaseNames(id);
  const server = await fleet.find(database);
  if (server === undefined && mustExist(instance)) throw new DatabaseRefusedError("DatabaseLost", database);
  return server;
}

/** Whether a database of the instance was seen before, by this object or by the one that was lost. */
function mustExist(instance: Readonly<ModuleInstance>): boolean {
  const wasSeen = instance.status?.database !== undefined || instance.spec.database?.mustExist === true;
  return wasSeen && !isDatabaseAbandoned(instance);
}

function isFresh({ databaseSeen }: InstanceMemory, instance: Readonly<ModuleInstance>, since: number): boolean {
  return (
    databaseSeen !== undefined &&
    databaseSeen.generation === (instance.metadata.generation ?? 0) &&
    databaseSeen.at > since
  );
}

/** What is to be done with the Secret. A password is generated where it has none. */
export type SecretStep =
  | { readonly action: "create" | "setPassword" }
  | { readonly action: "apply" | "keep"; readonly secret: Readonly<Secret> };

/** What is to be done so that an instance has its database. */
export type DatabaseStep =
  /** The module needs none, or is not to run. */
  | { readonly action: "none" }
  /** The Secret could not be read: nothing is made that rests on it. */
  | { readonly action: "wait" }
  | { readonly action: "keep"; readonly server: string; readonly database: string }
  | ({ readonly action: "refuse" } & DatabaseProblem)
  /** The Secret of an earlier instance of the same name: the garbage collector is about to take it, and so do we. */
  | { readonly action: "removeLeftover"; readonly secret: Readonly<Secret> }
  | {
      readonly action: "ensure";
      readonly server: DatabaseServerSettings;
      readonly secret: SecretStep;
      readonly desired: DesiredDatabase;
    };

/** Where databases can be, and what their roles may take. */
export interface BindingTarget {
  readonly servers: readonly DatabaseServerSettings[];
  readonly limits: Settings["databaseLimits"];
}

/** The Secret comes first and holds the password: whatever else is lost, the role is made to follow it. Pure. */
export function planBinding(
  binding: ObservedBinding,
  subject: { readonly instance: Readonly<ModuleInstance>; readonly tenant: Readonly<Tenant>; module: Readonly<Module> },
  target: BindingTarget,
): DatabaseStep {
  switch (binding.state) {
    case "notRead":
      return { action: "none" };
    case "unreadable":
      return { action: "wait" };
    case "verified":
      return { action: "keep", server: binding.server, database: binding.database };
    case "unplaced":
      return { action: "refuse", reason: binding.reason, message: binding.message };
    case "unreachable": {
      const message = `The database server ${binding.server} does not answer. It is tried again all the time.`;
      return { action: "refuse", reason: "DatabaseUnavailable", message, isProbed: true };
    }
    case "read":
      return planRead(binding, subject, target);
  }
}

function planRead(
  { secret, server: name }: ObservedBinding & { state: "read" },
  { instance, tenant, module }: Parameters<typeof planBinding>[1],
  { servers, limits }: BindingTarget,
): DatabaseStep {
  const owner = secret?.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (secret !== undefined && owner !== undefined && owner.uid !== uidOf(instance)) {
    return { action: "removeLeftover", secret };
  }
  const server = servers.find((candidate) => candidate.name === name);
  if (server === undefined) {
    const message = `There is no database server ${name} in the settings.`;
    return { action: "refuse", reason: "DatabaseServerUnknown", message };
  }
  const uid = identityOf(instance);
  const desired: DesiredDatabase = {
    names: databaseNames(uid),
    uid,
    tenantUid: identityOf(tenant),
    mustExist: mustExist(instance),
    mayTakeBack: instance.spec.id !== undefined,
    connectionLimit: module.spec.database?.connectionLimit ?? 10,
    template: templateDatabase,
    limits,
  };
  return { action: "ensure", server, desired, secret: planSecret(secret, { instance, tenant, server }) };
}

function planSecret(
  existing: Readonly<Secret> | undefined,
  target: { instance: Readonly<ModuleInstance>; tenant: Readonly<Tenant>; server: DatabaseServerSettings },
): SecretStep {
  if (existing === undefined) return { action: "create" };
  const password = readPassword(existing);
  if (password === undefined) return { action: "setPassword" };
  const secret = buildSecretWith(password, target);
  return isSecretCurrent(existing, secret) ? { action: "keep", secret: existing } : { action: "apply", secret };
}

/** The Secret of an instance with a given password. */
export function buildSecretWith(
  password: string,
  target: { instance: Readonly<ModuleInstance>; tenant: Readonly<Tenant>; server: DatabaseServerSettings },
): Secret {
  const { instance, tenant, server } = target;
  return buildDatabaseSecret(instance, tenant, server, { names: databaseNames(identityOf(instance)), password });
}
