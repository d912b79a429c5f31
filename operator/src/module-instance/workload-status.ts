import type { Deployment } from "../resources.ts";

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
