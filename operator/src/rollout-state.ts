import { findCondition } from "@tochka-rosta/controller-runtime";
import type { Deployment } from "./resources.ts";

/** Index of Deployments whose replicas are being replaced; its one value is `yes`. */
export const replacingIndex = "replacing";
/** Index of Deployments that are to run; its one value is `yes`. */
export const runningIndex = "running";

/** Whether at least one replica serves, of whatever version. */
export function isAvailable(deployment: Readonly<Deployment> | undefined): boolean {
  return (deployment?.spec?.replicas ?? 0) > 0 && (deployment?.status?.availableReplicas ?? 0) > 0;
}

/** Whether exactly the desired version serves. */
export function isRolledOut(deployment: Readonly<Deployment> | undefined): boolean {
  const { metadata, spec, status } = deployment ?? {};
  return (
    isAvailable(deployment) &&
    (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) &&
    status?.updatedReplicas === spec?.replicas &&
    status?.replicas === spec?.replicas
  );
}

/** Whether a serving site's replicas are being replaced. */
export function isReplacingPods(deployment: Readonly<Deployment>): boolean {
  return isAvailable(deployment) && !isRolledOut(deployment);
}

/** Whether the Deployment's controller has given its replicas up; it goes on trying all the same. */
export function isFailedRollout({ status }: Readonly<Deployment>): boolean {
  return findCondition(status?.conditions, "Progressing")?.reason === "ProgressDeadlineExceeded";
}
