import type { ModuleInstance } from "@tochka-rosta/crds";

/** Whether an instance asks for a subdomain: its owner wants it on, and it is not being deleted. */
export function wantsSubdomain(instance: Readonly<ModuleInstance>): boolean {
  return instance.spec.active !== false && instance.metadata.deletionTimestamp === undefined;
}

/**
 * Whether an instance is among those that the limit lets be active: the oldest first, by name where two are equally old, so
 * that every look gives the same answer.
 *
 * @param siblings all instances of the tenant, this one included
 */
export function holdsSubdomain(
  instance: Readonly<ModuleInstance>,
  siblings: readonly Readonly<ModuleInstance>[],
  limit: number,
): boolean {
  if (!wantsSubdomain(instance)) return false;
  const before = siblings.filter((other) => wantsSubdomain(other) && comesBefore(other, instance));
  return before.length < limit;
}

function comesBefore(a: Readonly<ModuleInstance>, b: Readonly<ModuleInstance>): boolean {
  const [createdA, createdB] = [a.metadata.creationTimestamp ?? "", b.metadata.creationTimestamp ?? ""];
  return createdA === createdB ? a.metadata.name < b.metadata.name : createdA < createdB;
}
