import type { Cache, KubernetesObject, ResourceType } from "@tochka-rosta/controller-runtime";
import type { OperatorContext } from "./context.ts";
import { ApiError, keyOf } from "@tochka-rosta/controller-runtime";
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

/** Whatever was thrown, as an Error that can be thrown on. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/**
 * What the API server refuses of its own will (a quota, a right, a rule), for people; undefined for anything else, which passes
 * by itself and is only retried.
 */
export function describeRefusal(error: Error): string | undefined {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  const refusals = errors.filter((one) => one instanceof ApiError).filter(({ code }) => [400, 403, 422].includes(code));
  return refusals.length === 0 ? undefined : refusals.map(({ status }) => status.message ?? "").join("; ");
}

/** Whether something was refused for want of a right. */
export function isForbidden(error: Error): boolean {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.some((one) => one instanceof ApiError && one.code === 403);
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
