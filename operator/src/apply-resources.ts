import type { Cache, KubernetesObject, ResourceType } from "@tochka-rosta/controller-runtime";
import type { OperatorContext } from "./context.ts";
import { keyOf } from "@tochka-rosta/controller-runtime";
import { throwJoined } from "./api-errors.ts";
import { resources } from "./resources.ts";

/** An object as the cluster should have it, and its kind. */
export interface DesiredResource {
  readonly resource: ResourceType;
  readonly object: KubernetesObject;
}

/**
 * Applies resources that do not depend on each other. All are tried; what failed is thrown together.
 *
 * @returns how many were sent
 * @throws the error, or an AggregateError of several
 */
export async function applyResources(context: OperatorContext, desired: readonly DesiredResource[]): Promise<number> {
  const results = await Promise.allSettled(
    desired.map(({ resource, object }) =>
      context.applier.apply(resource, object, findCached(context, resource, object)),
    ),
  );
  throwJoined(results.filter((result) => result.status === "rejected").map(({ reason }) => reason as unknown));
  return results.filter((result) => result.status === "fulfilled" && result.value.outcome === "applied").length;
}

function findCached({ caches }: OperatorContext, resource: ResourceType, object: KubernetesObject) {
  return cacheOf(caches, resource)?.get(keyOf(object));
}

function cacheOf(caches: OperatorContext["caches"], resource: ResourceType): Pick<Cache, "get"> | undefined {
  if (resource === resources.namespace) return caches.namespaces;
  if (resource === resources.deployment) return caches.deployments;
  return caches.children.get(resource);
}
