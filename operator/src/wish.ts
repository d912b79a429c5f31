import type { Cache, KubernetesObject, ResourceType } from "@tochka-rosta/controller-runtime";
import type { OperatorContext } from "./context.ts";
import { keyOf } from "@tochka-rosta/controller-runtime";
import { resources } from "./resources.ts";

/** An object that is to be as stated. */
export interface AppliedWish {
  readonly resource: ResourceType;
  readonly object: KubernetesObject;
}

/**
 * Applies wishes that do not depend on each other. All are tried; what failed is thrown together.
 *
 * @returns how many were sent
 * @throws the error, or an AggregateError of several
 */
export async function applyWishes(context: OperatorContext, wishes: readonly AppliedWish[]): Promise<number> {
  const results = await Promise.allSettled(
    wishes.map(({ resource, object }) =>
      context.applier.apply(resource, object, findCached(context, resource, object)),
    ),
  );
  throwJoined(results.filter((result) => result.status === "rejected").map(({ reason }) => reason as unknown));
  return results.filter((result) => result.status === "fulfilled" && result.value.outcome === "applied").length;
}

/** Throws one error as it is and several as one, nothing when there is none. */
export function throwJoined(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) {
    const messages = errors.map((error) => (error instanceof Error ? error.message : String(error)));
    throw new AggregateError(errors, messages.join("; "));
  }
}

function findCached({ caches }: OperatorContext, resource: ResourceType, object: KubernetesObject) {
  return cacheOf(caches, resource)?.get(keyOf(object));
}

function cacheOf(caches: OperatorContext["caches"], resource: ResourceType): Pick<Cache, "get"> | undefined {
  if (resource === resources.namespace) return caches.namespaces;
  if (resource === resources.deployment) return caches.deployments;
  return caches.children.get(resource);
}
