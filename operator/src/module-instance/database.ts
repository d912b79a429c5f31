import { createHash } from "node:crypto";
import type { ConditionReason, Module, ModuleInstance, Tenant } from "@tochka-rosta/crds";
import {
  describeError,
  isAlreadyExists,
  WaitError,
  WriteRefusedError,
  type ReconcileContext,
} from "@tochka-rosta/controller-runtime";
import { sqlState } from "@tochka-rosta/postgres/errors";
import { generatePassword } from "@tochka-rosta/postgres/scram";
import { fieldManager, type OperatorContext } from "../context.ts";
import { NoServerLeftError, UnknownServerError } from "../database/fleet.ts";
import { databaseNames } from "../database/identifiers.ts";
import { ServerOpenError } from "../database/preparation.ts";
import { DatabaseRefusedError, provisionDatabase } from "../database/provision.ts";
import { templateDatabase } from "../database/template.ts";
import { uidOf } from "../ownership.ts";
import { resources, type Secret } from "../resources.ts";
import { needsDatabase } from "./deployment.ts";
import type { InstanceMemory } from "./memory.ts";
import { buildDatabaseSecret, databaseSecretName, isSecretCurrent, readPassword, serverAnnotation } from "./secret.ts";

/** How an instance's database stands after a look at it. */
export type DatabaseOutcome =
  | { readonly state: "ready"; readonly server: string; readonly database: string; readonly isNew: boolean }
  | { readonly state: "not-needed" }
  | { readonly state: "failed"; readonly reason: ConditionReason; readonly message: string };

/** Who asks, and what is known of it. */
export interface DatabaseSubject {
  readonly instance: Readonly<ModuleInstance>;
  readonly tenant: Readonly<Tenant>;
  readonly module: Readonly<Module>;
  readonly memory: InstanceMemory;
}

/** A look this recent is not repeated: probing a starting site comes by several times a second. */
const freshMilliseconds = 30_000;

/**
 * Makes Secret and database match. The Secret comes first and holds the password: whatever else is lost, the role is made to
 * follow it. What the database server says no to is an outcome, not an error, since it is the owner's to see.
 *
 * @throws what the API server refuses, and WaitError
 */
export async function ensureDatabase(
  context: OperatorContext,
  subject: DatabaseSubject,
  { signal }: Pick<ReconcileContext, "signal">,
): Promise<DatabaseOutcome> {
  const { instance, module, memory } = subject;
  if (!needsDatabase(module)) return { state: "not-needed" };
  const known = instance.status?.database;
  if (known !== undefined && wasSeenLately(context, subject)) {
    return { state: "ready", server: known.server, database: known.name, isNew: false };
  }
  try {
    const { secret, server } = await ensureSecret(context, subject, signal);
    const isNew = await provision(context, subject, { secret, server, signal });
    memory.databaseSeen = { at: context.clock.monotonic(), generation: instance.metadata.generation ?? 0 };
    return { state: "ready", server, database: databaseNames(uidOf(instance)).database, isNew };
  } catch (error) {
    return { state: "failed", ...explain(error) };
  }
}

function wasSeenLately({ clock }: OperatorContext, { instance, memory }: DatabaseSubject): boolean {
  const seen = memory.databaseSeen;
  return (
    seen !== undefined &&
    seen.generation === (instance.metadata.generation ?? 0) &&
    clock.monotonic() - seen.at < freshMilliseconds
  );
}

async function ensureSecret(
  context: OperatorContext,
  { instance, tenant }: DatabaseSubject,
  signal: AbortSignal,
): Promise<{ secret: Secret; server: string }> {
  const { client, fleet } = context;
  const reference = { namespace: instance.metadata.namespace, name: databaseSecretName(instance.metadata.name) };
  const existing = await client.get(resources.secret, reference, { signal });
  if (existing !== undefined) await refuseLeftover(context, instance, existing, signal);
  const server =
    instance.status?.database?.server ?? existing?.metadata.annotations?.[serverAnnotation] ?? (await fleet.place());
  const password = (existing && readPassword(existing)) ?? generatePassword();
  const names = databaseNames(uidOf(instance));
  const desired = buildDatabaseSecret(instance, tenant, fleet.get(server).settings, { names, password });
  if (existing === undefined) return { server, secret: await createSecret(context, desired, signal) };
  if (isSecretCurrent(existing, desired)) return { server, secret: existing };
  return { server, secret: await client.apply(resources.secret, desired, { fieldManager, signal }) };
}

/** Created, not applied: of two operators that both think they lead, only one gets to say what the password is. */
async function createSecret({ client }: OperatorContext, desired: Secret, signal: AbortSignal): Promise<Secret> {
  try {
    return await client.create(resources.secret, desired, { fieldManager, signal });
  } catch (error) {
    if (isAlreadyExists(error)) throw new WaitError("the Secret was created by another writer meanwhile", 200);
    throw error;
  }
}

/** A Secret of an earlier instance of the same name: the garbage collector is about to take it, and so do we. */
async function refuseLeftover(
  { client }: OperatorContext,
  instance: Readonly<ModuleInstance>,
  secret: Secret,
  signal: AbortSignal,
): Promise<void> {
  const owner = secret.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined || owner.uid === uidOf(instance)) return;
  await client.delete(resources.secret, secret.metadata, { uid: uidOf(secret) }, { signal });
  throw new WaitError("the Secret of an earlier instance is being removed", 200);
}

/** @returns whether the database was made now, for the first time */
async function provision(
  context: OperatorContext,
  { instance, tenant, module, memory }: DatabaseSubject,
  { secret, server, signal }: { secret: Secret; server: string; signal: AbortSignal },
): Promise<boolean> {
  const password = readPassword(secret) ?? "";
  const digest = createHash("sha256").update(password).digest("base64");
  const uid = uidOf(instance);
  const startedAt = context.clock.monotonic();
  const changes = await provisionDatabase(context.fleet.get(server), {
    desired: {
      names: databaseNames(uid),
      uid,
      tenantUid: uidOf(tenant),
      connectionLimit: module.spec.database?.connectionLimit ?? 10,
      template: templateDatabase,
    },
    password,
    isPasswordVerified: memory.verifiedPassword === digest,
    // Only what is to be made waits for the server to be fit: a site that runs must not suffer for a stranger's open database.
    prepare: () => context.fleet.prepare(server),
    signal,
  });
  memory.verifiedPassword = digest;
  if (changes > 0) context.metrics.observeProvision("database", context.clock.monotonic() - startedAt);
  return changes > 0 && instance.status?.database === undefined;
}

/** Turns what the database part throws into words for people; what is not its business is thrown on. */
function explain(error: unknown): { reason: ConditionReason; message: string } {
  if (error instanceof DatabaseRefusedError) return { reason: error.reason, message: sentence(error) };
  if (error instanceof NoServerLeftError) return { reason: "DatabaseServersFull", message: sentence(error) };
  if (error instanceof UnknownServerError) return { reason: "DatabaseServerUnknown", message: sentence(error) };
  if (error instanceof ServerOpenError) return { reason: "DatabaseServerOpen", message: sentence(error) };
  if (error instanceof WaitError || error instanceof WriteRefusedError || !isFromDatabase(error)) throw error;
  return { reason: "DatabaseUnavailable", message: `The database server refuses: ${describeError(error)}.` };
}

/** PostgreSQL's own codes have five characters, those of the system begin with E; Node's ERR_… are mistakes of ours. */
const databaseCode = /^([0-9A-Z]{5}|E(?!RR_)[A-Z]+)$/;

/** What Node.js and OpenSSL say of a certificate that they refuse, and of a conversation that is no TLS. */
const certificateCode = /CERT|CA_|UNABLE_TO|^ERR_(TLS|SSL)_/;

/** Errors of the PostgreSQL driver and of its sockets; those of the Kubernetes client are classes of their own. */
function isFromDatabase(error: unknown): error is Error {
  if (!(error instanceof Error) || error.name === "ApiError" || error.name === "TransportError") return false;
  const code = sqlState(error);
  if (code === undefined) return /connection|timeout|timed out/i.test(error.message);
  return databaseCode.test(code) || certificateCode.test(code);
}

function sentence(error: Error): string {
  return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`;
}
