import type { Module, ModuleInstance, Tenant } from "@tochka-rosta/crds";
import type { ReconcileContext } from "@tochka-rosta/controller-runtime";
import type { OperatorContext } from "../context.ts";
import { databaseNames } from "../database/identifiers.ts";
import type { DesiredDatabase } from "../database/plan.ts";
import { templateDatabase } from "../database/template.ts";
import { uidOf } from "../ownership.ts";
import { resources, type Secret } from "../resources.ts";
import type { DatabaseServerSettings } from "../settings.ts";
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
  /** No server can be chosen for a database that has none yet. */
  | ({ readonly state: "unplaced" } & DatabaseProblem);

/** An observation this recent is not repeated: probing a starting site comes by several times a second. */
const freshMilliseconds = 30_000;

/**
 * Reads the Secret live, and the load of the servers where the database has none yet. The server is by the status, else by the
 * Secret, which names it before anything is made there.
 *
 * @throws what the API server refuses
 */
export async function observeBinding(
  context: Pick<OperatorContext, "client" | "clock" | "fleet">,
  subject: { readonly instance: Readonly<ModuleInstance>; readonly module: Readonly<Module>; memory: InstanceMemory },
  { signal }: Pick<ReconcileContext, "signal">,
): Promise<ObservedBinding> {
  const { instance, module, memory } = subject;
  if (!needsDatabase(module)) return { state: "notRead" };
  const known = instance.status?.database;
  if (known !== undefined && isFresh(memory, instance, context.clock.monotonic())) {
    return { state: "verified", server: known.server, database: known.name };
  }
  const reference = { namespace: instance.metadata.namespace, name: databaseSecretName(instance.metadata.name) };
  const secret = await context.client.get(resources.secret, reference, { signal });
  const placed = known?.server ?? secret?.metadata.annotations?.[serverAnnotation];
  if (placed !== undefined) return { state: "read", secret, server: placed };
  try {
    return { state: "read", secret, server: await context.fleet.place() };
  } catch (error) {
    return { state: "unplaced", ...explainDatabaseError(error) };
  }
}

function isFresh({ databaseSeen }: InstanceMemory, instance: Readonly<ModuleInstance>, now: number): boolean {
  return (
    databaseSeen !== undefined &&
    databaseSeen.generation === (instance.metadata.generation ?? 0) &&
    now - databaseSeen.at < freshMilliseconds
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

/** The Secret comes first and holds the password: whatever else is lost, the role is made to follow it. Pure. */
export function planBinding(
  binding: ObservedBinding,
  subject: { readonly instance: Readonly<ModuleInstance>; readonly tenant: Readonly<Tenant>; module: Readonly<Module> },
  servers: readonly DatabaseServerSettings[],
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
    case "read":
      return planRead(binding, subject, servers);
  }
}

function planRead(
  { secret, server: name }: ObservedBinding & { state: "read" },
  { instance, tenant, module }: Parameters<typeof planBinding>[1],
  servers: readonly DatabaseServerSettings[],
): DatabaseStep {
  const uid = uidOf(instance);
  const owner = secret?.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (secret !== undefined && owner !== undefined && owner.uid !== uid) return { action: "removeLeftover", secret };
  const server = servers.find((candidate) => candidate.name === name);
  if (server === undefined) {
    const message = `There is no database server ${name} in the settings.`;
    return { action: "refuse", reason: "DatabaseServerUnknown", message };
  }
  const names = databaseNames(uid);
  const connectionLimit = module.spec.database?.connectionLimit ?? 10;
  const desired = { names, uid, tenantUid: uidOf(tenant), connectionLimit, template: templateDatabase };
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
  return buildDatabaseSecret(instance, tenant, server, { names: databaseNames(uidOf(instance)), password });
}
