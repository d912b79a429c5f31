import type { DesiredObject } from "../client/client.ts";
import type { KubernetesObject, ResourceType } from "../object.ts";

/** Whether a request was sent. */
export type ApplyOutcome = "applied" | "unchanged";

/** Applies desired objects and sends nothing when there is nothing to say. */
export interface Applier {
  /**
   * Applies the whole intent, unless `cached` carries the hash of the same desired object and still holds every field of it.
   * `cached` must keep what is applied: a projection that cuts an applied field away makes every call a write.
   */
  apply<T extends KubernetesObject>(
    resource: ResourceType<T>,
    desired: DesiredObject<T>,
    cached: Readonly<T> | undefined,
  ): Promise<{ readonly object: Readonly<T>; readonly outcome: ApplyOutcome }>;
}
