import type { Deployment } from "../resources.ts";
import { moduleContainer } from "./deployment.ts";

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

/**
 * The version that serves: read off the Deployment, once it is rolled out as the API server has it. What is decided or was written a
 * moment ago says only what should serve. Undefined while that is open.
 */
export function readServingVersion(deployment: Readonly<Deployment> | undefined): string | undefined {
  if (!isRolledOut(deployment)) return undefined;
  const containers = deployment?.spec?.template?.spec?.containers ?? [];
  const image = containers.find(({ name }) => name === moduleContainer)?.image ?? "";
  // A colon before the last slash belongs to the registry's port.
  const tagAt = image.lastIndexOf(":");
  return tagAt > image.lastIndexOf("/") ? image.slice(tagAt + 1) : undefined;
}
