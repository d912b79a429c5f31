import { operatorFinalizer } from "@tochka-rosta/crds";
import {
  hasFinalizer,
  isInPlace,
  isSameStatus,
  withDesiredHash,
  type KubernetesObject,
  type ResourceType,
} from "@tochka-rosta/controller-runtime";
import { findCached, type DesiredResource } from "./apply-resources.ts";
import type { OperatorCaches } from "./caches.ts";
import { hashAnnotation } from "./context.ts";

/** One write that a plan leads to. */
export interface PendingWrite {
  /** `scale` sets the replicas of a Deployment and leaves the rest. */
  readonly verb: "create" | "apply" | "scale" | "delete";
  readonly resource: ResourceType;
  /** What is sent; of a delete, what goes. */
  readonly object: Readonly<KubernetesObject>;
  readonly subresource?: "status";
}

/** Of the stages of a plan, what is not in place yet. Pure. */
export function listStageWrites(
  caches: OperatorCaches,
  stages: readonly (readonly DesiredResource[])[],
): PendingWrite[] {
  return stages.flat().flatMap((desired): PendingWrite[] => {
    const cached = findCached(caches, desired);
    const isPending = cached === undefined || !isInPlace(cached, desired.object, hashAnnotation);
    if (!isPending) return [];
    return [{ verb: "apply", resource: desired.resource, object: withDesiredHash(desired.object, hashAnnotation) }];
  });
}

/** The finalizer, which the controller sets before anything is made that must be cleaned up. Pure. */
export function listFinalizerWrites(resource: ResourceType, object: Readonly<KubernetesObject>): PendingWrite[] {
  if (hasFinalizer(object, operatorFinalizer)) return [];
  const finalizers = [...(object.metadata.finalizers ?? []), operatorFinalizer];
  return [{ verb: "apply", resource, object: { ...object, metadata: { ...object.metadata, finalizers } } }];
}

/** The one write of a status, where it says something new. Pure. */
export function listStatusWrites<T extends KubernetesObject & { status?: object | undefined }>(
  resource: ResourceType<T>,
  object: Readonly<T>,
  status: NonNullable<T["status"]>,
): PendingWrite[] {
  if (isSameStatus(object.status, status)) return [];
  return [{ verb: "apply", resource, object: { ...object, status }, subresource: "status" }];
}
