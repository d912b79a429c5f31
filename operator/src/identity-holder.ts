import type { KubernetesObject } from "@tochka-rosta/controller-runtime";

interface Bearer extends KubernetesObject {
  spec: { id?: string };
}

/**
 * Which of the objects that bear one identity it belongs to: the one whose own uid it is, else the oldest, by name where two are
 * equally old, so that every look gives the same answer. Pure.
 */
export function findHolder<T extends Bearer>(bearers: readonly Readonly<T>[]): Readonly<T> | undefined {
  const order = ({ metadata, spec }: Readonly<T>) =>
    `${spec.id === undefined ? 0 : 1} ${metadata.creationTimestamp ?? ""} ${metadata.name}`;
  return [...bearers].sort((a, b) => (order(a) < order(b) ? -1 : 1))[0];
}
