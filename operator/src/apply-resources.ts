import type { KubernetesObject, ResourceType } from "@tochka-rosta/controller-runtime";
import type { CacheReader, OperatorCaches } from "./caches.ts";
import type { OperatorContext } from "./context.ts";
import { keyOf } from "@tochka-rosta/controller-runtime";
import { throwJoined } from "./api-errors.ts";
import { resources } from "./resources.ts";

/** An object as the cluster should have it, and its kind. */
export interface DesiredResource {
  readonly resource: ResourceType;
  readonly object: KubernetesObject;
}

/** An object as the API server answered, or as the cache has it where it was in place. */
export interface AppliedResource {
  readonly resource: ResourceType;
  readonly object: Readonly<KubernetesObject>;
}

/** The first applied object of a kind. */
export function findApplied<T extends KubernetesObject>(
  applied: readonly AppliedResource[],
  resource: ResourceType<T>,
): Readonly<T> | undefined {
  return applied.find((one) => (one.resource as unknown) === resource)?.object as Readonly<T> | undefined;
}

/**
 * Applies resources that do not depend on each other. All are tried; what failed is thrown together.
 *
 * @returns each as it is now
 * @throws the error, or an AggregateError of several
 */
export async function applyResources(
  context: OperatorContext,
  desired: readonly DesiredResource[],
): Promise<readonly AppliedResource[]> {
  const results = await Promise.allSettled(
    desired.map(async (one): Promise<AppliedResource> => {
      const answer = await context.applier.apply(one.resource, one.object, findCached(context.caches, one));
      return { resource: one.resource, object: answer.object };
    }),
  );
  throwJoined(results.filter((result) => result.status === "rejected").map(({ reason }) => reason as unknown));
  return results.filter((result) => result.status === "fulfilled").map(({ value }) => value);
}

/** A resource as the caches have it; undefined when it is not there, or of a kind that is read live. */
export function findCached(
  caches: OperatorCaches,
  { resource, object }: DesiredResource,
): Readonly<KubernetesObject> | undefined {
  return cacheOf(caches, resource)?.get(keyOf(object));
}

function cacheOf(caches: OperatorCaches, resource: ResourceType): Pick<CacheReader, "get"> | undefined {
  if (resource === resources.namespace) return caches.namespaces;
  if (resource === resources.deployment) return caches.deployments;
  return caches.children.get(resource);
}
