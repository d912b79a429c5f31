import type { ModuleInstance, ModuleInstanceStatus } from "@tochka-rosta/crds";
import { identityOf } from "@tochka-rosta/crds";
import {
  describeError,
  formatTime,
  keyOf,
  TerminalError,
  type ReconcileContext,
  type ResourceType,
} from "@tochka-rosta/controller-runtime";
import { hostOf, tenantNameOf } from "../caches.ts";
import type { OperatorContext } from "../context.ts";
import { isDatabaseAbandoned } from "../database/abandon.ts";
import { databaseNames } from "../database/identifiers.ts";
import { DatabaseRefusedError } from "../database/provision.ts";
import { dropDatabase, retireDatabase, type RetirementSubject } from "../database/retirement.ts";
import { condition, reportConditions } from "../condition.ts";
import { findHolder } from "../identity-holder.ts";
import { uidOf } from "../ownership.ts";
import { resources, routeResources, type Deployment, type Route, type Secret } from "../resources.ts";
import { isForbidden, toError } from "../api-errors.ts";
import { releaseHost } from "./host-claim.ts";
import { databaseSecretName, serverAnnotation } from "./secret.ts";

/** What still stands in the way, and when to look again; undefined means the step is done. */
export interface Obstacle {
  readonly sentence: string;
  readonly requeueAfterMilliseconds: number;
}

type Step = (
  context: OperatorContext,
  instance: Readonly<ModuleInstance>,
  run: ReconcileContext,
) => Promise<Obstacle | undefined>;

/** What goes with an instance, in this order. Every step can be repeated; one that finds nothing is done. */
export const instanceCleanupSteps: readonly Step[] = [
  closeRoute, //       nobody comes in any more
  stopWorkload, //     nobody writes any more
  retireOrDrop, //     the data is out of use, or gone where that was asked for
  giveHostBack, //     somebody else may have the host
];
// Secret, ConfigMap and Service go with the instance itself: they belong to it.

const recheckMilliseconds = 5_000;

async function closeRoute(context: OperatorContext, instance: Readonly<ModuleInstance>, run: ReconcileContext) {
  const route = context.caches.routes.get(keyOf(instance));
  const resource = routeResources[context.settings.routing.kind];
  await removeOwn(context, instance, { resource, object: route }, run);
  const stale = isBeingEmptied(context, instance) ? undefined : await context.staleRoutes.find(keyOf(instance));
  if (stale !== undefined) await context.staleRoutes.remove(stale, run.signal);
  return undefined;
}

async function stopWorkload(context: OperatorContext, instance: Readonly<ModuleInstance>, run: ReconcileContext) {
  const deployment = context.caches.deployments.get(keyOf(instance));
  await removeOwn(context, instance, { resource: resources.deployment, object: deployment }, run);
  return undefined;
}

/** In a namespace that is being emptied everything goes by itself, and our rights in it may be gone already. */
async function removeOwn(
  context: OperatorContext,
  instance: Readonly<ModuleInstance>,
  {
    resource,
    object,
  }: {
    resource: ResourceType<Route> | ResourceType<Deployment>;
    object: Readonly<Route | Deployment> | undefined;
  },
  { signal }: ReconcileContext,
): Promise<void> {
  if (object === undefined || isBeingEmptied(context, instance)) return;
  await context.client.delete(resource, object.metadata, { uid: uidOf(object) }, { signal });
}

function isBeingEmptied({ caches }: OperatorContext, { metadata }: Readonly<ModuleInstance>): boolean {
  return caches.namespaces.get(metadata.namespace ?? "")?.metadata.deletionTimestamp !== undefined;
}

async function retireOrDrop(
  context: OperatorContext,
  instance: Readonly<ModuleInstance>,
  run: ReconcileContext,
): Promise<Obstacle | undefined> {
  if (!isHolder(context, instance)) return undefined;
  try {
    for (const server of await findServers(context, instance, run)) {
      const obstacle = await retireOn(context, instance, server, run);
      if (obstacle !== undefined) return obstacle;
    }
    return undefined;
  } catch (error) {
    run.signal.throwIfAborted(); // We are told to end: that says nothing of the database.
    if (isDatabaseAbandoned(instance)) {
      const note = `The database was left as it is: ${describeError(error)}`;
      context.events.record(instance, { type: "Warning", reason: "DatabaseAbandoned", action: "Delete", note });
      return undefined;
    }
    // Not ours to touch, so nothing of ours is left to clean up.
    if (error instanceof DatabaseRefusedError) return undefined;
    run.log.warn({ error: describeError(error) }, "the database cannot be put out of use yet");
    return { sentence: explainObstacle(error), requeueAfterMilliseconds: recheckMilliseconds };
  }
}

/**
 * Whether the database of the identity is this object's: another instance may bear it by its own uid, and an identity that was
 * written proves nothing where the tenant is not known any more.
 */
function isHolder({ caches }: OperatorContext, instance: Readonly<ModuleInstance>): boolean {
  if (instance.spec.id === undefined) return true;
  if (caches.tenants.get(tenantNameOf(instance)) === undefined) return false;
  const siblings = caches.moduleInstances.list(instance.metadata.namespace);
  const others = siblings.filter(({ metadata }) => metadata.uid !== instance.metadata.uid);
  const identity = identityOf(instance);
  return findHolder([instance, ...others.filter((other) => identityOf(other) === identity)]) === instance;
}

/** Sentences stay the same while the cause does, so that waiting writes nothing. */
function explainObstacle(error: unknown): string {
  return `The database cannot be put out of use yet: ${describeError(error)}.`;
}

/** Where the database is by the status, else by the Secret; when neither knows, it may be anywhere, most likely nowhere. */
async function findServers(
  context: OperatorContext,
  instance: Readonly<ModuleInstance>,
  { signal }: ReconcileContext,
): Promise<readonly string[]> {
  const known = instance.status?.database?.server;
  if (known !== undefined) return [known];
  const written = (await findSecret(context, instance, signal))?.metadata.annotations?.[serverAnnotation];
  return written === undefined ? context.servers.map(({ name }) => name) : [written];
}

/** In a namespace that is being emptied our right to read Secrets may be gone before the Secret, and does not come back. */
async function findSecret(
  context: OperatorContext,
  instance: Readonly<ModuleInstance>,
  signal: AbortSignal,
): Promise<Readonly<Secret> | undefined> {
  const reference = { namespace: instance.metadata.namespace, name: databaseSecretName(instance.metadata.name) };
  try {
    return await context.client.get(resources.secret, reference, { signal });
  } catch (error) {
    if (isForbidden(toError(error)) && isBeingEmptied(context, instance)) return undefined;
    throw error;
  }
}

async function retireOn(
  context: OperatorContext,
  instance: Readonly<ModuleInstance>,
  serverName: string,
  { signal }: ReconcileContext,
): Promise<Obstacle | undefined> {
  const server = context.fleet.get(serverName);
  const uid = identityOf(instance);
  const tenant = context.caches.tenants.get(tenantNameOf(instance));
  const tenantUid = tenant === undefined ? undefined : identityOf(tenant);
  const subject: RetirementSubject = { names: databaseNames(uid), uid, tenantUid };
  const now = formatTime(context.clock.now());
  const retiredAt = await retireDatabase(server, subject, { now, signal });
  if (retiredAt === undefined) return dropRolesOnly(context, instance, { server, subject, signal });
  if (instance.spec.database?.reclaimPolicy !== "Delete") {
    recordEvents(context, instance, "DatabaseRetired", "The database was put out of use; the data is kept.");
    return undefined;
  }
  const dropAt = Date.parse(retiredAt) + context.settings.databaseDeleteGraceSeconds * 1000;
  const waitMilliseconds = dropAt - context.clock.now();
  if (waitMilliseconds > 0) {
    const sentence = `The database is dropped at ${formatTime(dropAt)}; set spec.database.reclaimPolicy to Retain to keep it.`;
    return { sentence, requeueAfterMilliseconds: Math.min(waitMilliseconds, 60_000) };
  }
  await dropDatabase(server, subject, {
    signal,
    assertStillWanted: () => assertStillDeleting(context, instance, signal),
  });
  recordEvents(
    context,
    instance,
    "DatabaseDropped",
    "The database was removed for good, as spec.database.reclaimPolicy says.",
  );
  return undefined;
}

/** Provisioning stopped before there was a database: roles without one hold nothing worth keeping. */
async function dropRolesOnly(
  context: OperatorContext,
  instance: Readonly<ModuleInstance>,
  {
    server,
    subject,
    signal,
  }: { server: ReturnType<OperatorContext["fleet"]["get"]>; subject: RetirementSubject; signal: AbortSignal },
): Promise<undefined> {
  const assertStillWanted = () => assertStillDeleting(context, instance, signal);
  await dropDatabase(server, subject, { signal, assertStillWanted });
  return undefined;
}

/** The last look before data is destroyed, at the API server itself. @throws TerminalError when it is not asked for */
async function assertStillDeleting(
  { client }: OperatorContext,
  instance: Readonly<ModuleInstance>,
  signal: AbortSignal,
): Promise<void> {
  const live = await client.get(resources.moduleInstance, instance.metadata, { signal });
  const isDeletionRequested =
    live?.metadata.uid === instance.metadata.uid && live?.metadata.deletionTimestamp !== undefined;
  const isSamePolicy = live?.spec.database?.reclaimPolicy === instance.spec.database?.reclaimPolicy;
  if (!isDeletionRequested || !isSamePolicy)
    throw new TerminalError("the live object's reclaimPolicy does not allow its database to be dropped");
  signal.throwIfAborted();
}

function recordEvents(
  { events }: OperatorContext,
  instance: Readonly<ModuleInstance>,
  reason: "DatabaseRetired" | "DatabaseDropped",
  note: string,
): void {
  events.record(instance, { type: "Normal", reason, action: "Delete", note });
}

async function giveHostBack(
  context: OperatorContext,
  instance: Readonly<ModuleInstance>,
  { signal }: ReconcileContext,
) {
  const hosts = new Set([hostOf(instance, context.settings), instance.status?.host ?? ""]);
  for (const host of hosts) if (host !== "") await releaseHost(context, host, uidOf(instance), { signal });
  return undefined;
}

/** The status of an instance on its way out: what was known, and what is in the way. Pure. */
export function buildDeletingStatus(
  instance: Readonly<ModuleInstance>,
  blockedBy: readonly string[],
  clock: Pick<OperatorContext["clock"], "now">,
): ModuleInstanceStatus {
  const generation = instance.metadata.generation ?? 0;
  const conditions = {
    Ready: condition(false, "Deleting"),
    Progressing: condition(true, "Deleting"),
    Stalled: condition(false, "NothingInTheWay"),
    // Route and workload went before whatever is in the way.
    RouteProgrammed: condition(false, "RouteRemoved"),
    WorkloadAvailable: condition(false, "WorkloadStopped"),
    Reachable: condition(false, "NotProbed"),
  };
  return {
    ...instance.status,
    observedGeneration: generation,
    blockedBy: [...blockedBy],
    ...reportConditions(instance.status?.conditions, conditions, generation, clock),
  };
}
