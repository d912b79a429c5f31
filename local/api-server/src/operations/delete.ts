import { timestamp, type ApiContext } from "../context.ts";
import { badRequest, conflict } from "../errors.ts";
import { targetOf, type ResourceKind } from "../resource-kind.ts";
import { isObject, numberOr, stringOr, valueAt, type JsonObject, type JsonValue, type KubeObject } from "../objects.ts";
import type { Entry } from "../storage/collection.ts";
import { isReadyToGo } from "./update.ts";

export const FOREGROUND_FINALIZER = "foregroundDeletion";
export const ORPHAN_FINALIZER = "orphan";

export type Propagation = "Background" | "Foreground" | "Orphan";

export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly propagation: Propagation | undefined;
  readonly gracePeriodSeconds: number | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
}

export const PLAIN_DELETE: DeleteOptions = {
  dryRun: false,
  propagation: undefined,
  gracePeriodSeconds: undefined,
  uid: undefined,
  resourceVersion: undefined,
};

/** Reads `DeleteOptions` from the body and, for what it does not say, from the query. */
export function parseDeleteOptions(body: JsonValue | undefined, query: URLSearchParams): DeleteOptions {
  const sent: JsonObject = isObject(body) ? body : {};
  const propagation = stringOr(sent["propagationPolicy"], query.get("propagationPolicy") ?? "");
  if (!["", "Background", "Foreground", "Orphan"].includes(propagation)) {
    throw badRequest(`invalid propagationPolicy: ${propagation}`);
  }
  const orphans = sent["orphanDependents"] === true || query.get("orphanDependents") === "true";
  const grace = query.get("gracePeriodSeconds");
  const uid = valueAt(sent, ["preconditions", "uid"]);
  const resourceVersion = valueAt(sent, ["preconditions", "resourceVersion"]);
  return {
    dryRun: query.getAll("dryRun").includes("All") || (Array.isArray(sent["dryRun"]) && sent["dryRun"].includes("All")),
    propagation: propagation === "" ? (orphans ? "Orphan" : undefined) : (propagation as Propagation),
    gracePeriodSeconds: numberOr(sent["gracePeriodSeconds"], grace === null ? -1 : Number(grace)),
    uid: typeof uid === "string" ? uid : undefined,
    resourceVersion: typeof resourceVersion === "string" ? resourceVersion : undefined,
  };
}

/** What a deletion came to: the object as it is now, and whether it is gone. */
export interface Deletion {
  readonly object: KubeObject;
  readonly isGone: boolean;
}

/** Deletes an object, or marks it for deletion when finalizers, a grace period or its contents have to come first. */
export function deleteObject(context: ApiContext, kind: ResourceKind, entry: Entry, options: DeleteOptions): Deletion {
  const { object } = entry;
  assertPreconditions(kind, object, options);
  const marked = markForDeletion(context, kind, object, options);
  if (isReadyToGo(marked)) {
    if (!options.dryRun) context.store.remove({ ...entry, object: marked });
    return { object: marked, isGone: true };
  }
  if (options.dryRun || marked === object) return { object: marked, isGone: false };
  return { object: context.store.put(kind.collection, marked).object, isGone: false };
}

function assertPreconditions(kind: ResourceKind, object: KubeObject, options: DeleteOptions): void {
  const target = targetOf(kind, object.metadata.name);
  const { uid, resourceVersion } = object.metadata;
  if (options.uid !== undefined && options.uid !== uid) {
    throw conflict(
      target,
      `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${uid ?? ""}`,
    );
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    const why = `ResourceVersion in precondition: ${options.resourceVersion}, ResourceVersion in object meta: ${resourceVersion ?? ""}`;
    throw conflict(target, `Precondition failed: ${why}`);
  }
}

/** The object as deletion leaves it at first; the same object when it was marked just so before. */
function markForDeletion(
  context: ApiContext,
  kind: ResourceKind,
  object: KubeObject,
  options: DeleteOptions,
): KubeObject {
  const finalizers = finalizersFor(object.metadata.finalizers ?? [], options.propagation);
  const grace = gracePeriodOf(kind, object, options);
  const { deletionTimestamp, deletionGracePeriodSeconds, generation, ...metadata } = object.metadata;
  const isShortened = deletionTimestamp !== undefined && grace < (deletionGracePeriodSeconds ?? 0);
  const isSameFinalizers = finalizers.join() === (object.metadata.finalizers ?? []).join();
  if (deletionTimestamp !== undefined && !isShortened && isSameFinalizers) return object;
  const deadline = new Date(context.clock() + grace * 1000).toISOString().replace(/\.\d+Z$/, "Z");
  const marked: KubeObject = {
    ...object,
    metadata: {
      ...metadata,
      ...(generation === undefined
        ? {}
        : { generation: deletionTimestamp === undefined ? generation + 1 : generation }),
      deletionTimestamp: deletionTimestamp === undefined || isShortened ? deadline : deletionTimestamp,
      ...(kind.kind === "Namespace" ? {} : { deletionGracePeriodSeconds: grace }),
      finalizers,
    },
  };
  if (finalizers.length === 0) delete marked.metadata.finalizers;
  if (kind.kind === "Namespace") marked["status"] = { ...statusOf(object), phase: "Terminating" };
  if (kind.kind === "CustomResourceDefinition") markTerminating(marked, timestamp(context));
  return marked;
}

function statusOf(object: KubeObject): JsonObject {
  return isObject(object["status"]) ? object["status"] : {};
}

function markTerminating(definition: KubeObject, now: string): void {
  const status = statusOf(definition);
  const conditions = Array.isArray(status["conditions"]) ? status["conditions"] : [];
  const message = "CustomResource deletion is in progress";
  const terminating = {
    type: "Terminating",
    status: "True",
    lastTransitionTime: now,
    reason: "InstanceDeletionInProgress",
    message,
  };
  definition["status"] = { ...status, conditions: [...conditions, terminating] };
}

function finalizersFor(finalizers: readonly string[], propagation: Propagation | undefined): string[] {
  if (propagation === undefined) return [...finalizers];
  const others = finalizers.filter((each) => each !== FOREGROUND_FINALIZER && each !== ORPHAN_FINALIZER);
  if (propagation === "Foreground") return [...others, FOREGROUND_FINALIZER];
  return propagation === "Orphan" ? [...others, ORPHAN_FINALIZER] : others;
}

/** Seconds that a pod on a node has to stop; 0 for everything else. The node deletes it with 0 when it has stopped. */
function gracePeriodOf(kind: ResourceKind, object: KubeObject, options: DeleteOptions): number {
  if (kind.kind !== "Pod") return 0;
  const phase = valueAt(object, ["status", "phase"]);
  const isRunning = valueAt(object, ["spec", "nodeName"]) !== undefined && phase !== "Succeeded" && phase !== "Failed";
  if (!isRunning) return 0;
  const requested = options.gracePeriodSeconds ?? -1;
  if (requested >= 0) return requested;
  return (
    object.metadata.deletionGracePeriodSeconds ??
    numberOr(valueAt(object, ["spec", "terminationGracePeriodSeconds"]), 30)
  );
}
