import { createHash } from "node:crypto";
import type { ModuleInstance, Tenant } from "@tochka-rosta/crds";
import { isAlreadyExists, WaitError, type ReconcileContext } from "@tochka-rosta/controller-runtime";
import { generatePassword } from "@tochka-rosta/postgres/scram";
import { fieldManager, type OperatorContext } from "../context.ts";
import { provisionDatabase } from "../database/provision.ts";
import { uidOf } from "../ownership.ts";
import { resources, type Secret } from "../resources.ts";
import { buildSecretWith, type DatabaseStep } from "./binding.ts";
import { explainDatabaseError, type DatabaseProblem } from "./database-problem.ts";
import type { InstanceMemory } from "./memory.ts";
import { readPassword } from "./secret.ts";

/** How the instance came by its database: it had it, it was made for it now, or it found that of the object which was lost. */
export type DatabaseOrigin = "kept" | "created" | "takenBack";

/** How an instance's database stands once its step was applied. */
export type DatabaseOutcome =
  | { readonly state: "ready"; readonly server: string; readonly database: string; readonly origin: DatabaseOrigin }
  | { readonly state: "not-needed" }
  | ({ readonly state: "failed" } & DatabaseProblem);

export interface DatabaseSubject {
  readonly instance: Readonly<ModuleInstance>;
  readonly tenant: Readonly<Tenant>;
  readonly memory: InstanceMemory;
}

type EnsureStep = DatabaseStep & { action: "ensure" };

/**
 * Writes the Secret, then makes roles and database match it. What the database server says no to is an outcome, not an error,
 * since it is the owner's to see.
 *
 * @returns undefined when nothing is known of it
 * @throws what the API server refuses, and WaitError
 */
export async function applyDatabase(
  context: OperatorContext,
  step: DatabaseStep,
  subject: DatabaseSubject,
  run: Pick<ReconcileContext, "signal" | "log">,
): Promise<DatabaseOutcome | undefined> {
  switch (step.action) {
    case "none":
      return { state: "not-needed" };
    case "wait":
      return undefined;
    case "keep":
      return { state: "ready", server: step.server, database: step.database, origin: "kept" };
    case "refuse":
      return {
        state: "failed",
        reason: step.reason,
        message: step.message,
        ...(step.isProbed === true && { isProbed: true }),
      };
    case "removeLeftover":
      await context.client.delete(
        resources.secret,
        step.secret.metadata,
        { uid: uidOf(step.secret) },
        { signal: run.signal },
      );
      throw new WaitError("the Secret of an earlier instance is being removed", 200);
    case "ensure":
      return ensureDatabase(context, step, subject, run);
  }
}

async function ensureDatabase(
  context: OperatorContext,
  step: EnsureStep,
  subject: DatabaseSubject,
  run: Pick<ReconcileContext, "signal" | "log">,
): Promise<DatabaseOutcome> {
  const { instance, memory } = subject;
  const secret = await applySecret(context, step, subject, run.signal);
  try {
    const origin = await provision(context, step, subject, { password: readPassword(secret) ?? "", ...run });
    memory.databaseSeen = { at: context.clock.monotonic(), generation: instance.metadata.generation ?? 0 };
    return { state: "ready", server: step.server.name, database: step.desired.names.database, origin };
  } catch (error) {
    return { state: "failed", ...explainDatabaseError(error) };
  }
}

async function applySecret(
  { client }: OperatorContext,
  { secret: step, server }: EnsureStep,
  { instance, tenant }: DatabaseSubject,
  signal: AbortSignal,
): Promise<Readonly<Secret>> {
  if (step.action === "keep") return step.secret;
  const options = { fieldManager, signal };
  if (step.action === "apply") return client.apply(resources.secret, step.secret, options);
  const secret = buildSecretWith(generatePassword(), { instance, tenant, server });
  if (step.action === "setPassword") return client.apply(resources.secret, secret, options);
  try {
    // Created, not applied: of two operators that both think they lead, only one gets to say what the password is.
    return await client.create(resources.secret, secret, options);
  } catch (error) {
    if (isAlreadyExists(error)) throw new WaitError("the Secret was created by another writer meanwhile", 200);
    throw error;
  }
}

/** @returns how the instance came by its database */
async function provision(
  context: OperatorContext,
  { server, desired }: EnsureStep,
  { instance, memory }: DatabaseSubject,
  { password, signal, log }: Pick<ReconcileContext, "signal" | "log"> & { readonly password: string },
): Promise<DatabaseOrigin> {
  const digest = createHash("sha256").update(password).digest("base64");
  const startedAt = context.clock.monotonic();
  const { changes, isTakenBack, trigramProblem } = await provisionDatabase(context.fleet.get(server.name), {
    desired,
    password,
    isPasswordVerified: memory.verifiedPassword === digest,
    // Only what is to be made waits for the server to be fit: a site that runs must not suffer for a stranger's open database.
    prepare: () => context.fleet.prepare(server.name),
    signal,
  });
  memory.verifiedPassword = digest;
  if (trigramProblem !== undefined) {
    log.warn({ database: desired.names.database, error: trigramProblem }, "its search forgives no typos: no pg_trgm");
  }
  if (changes > 0) context.metrics.observeProvision("database", context.clock.monotonic() - startedAt);
  if (changes === 0 || instance.status?.database !== undefined) return "kept";
  return isTakenBack ? "takenBack" : "created";
}
