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
    options?: ApplyCallOptions,
  ): Promise<{ readonly object: Readonly<T>; readonly outcome: ApplyOutcome }>;
  /** The object of this uid is gone: drops what is remembered of it and of what it controlled. Whoever watches it calls this. */
  forget(uid: string): void;
  /** How many objects something is remembered of. */
  readonly remembered: number;
}

/** What one call of an applier may ask for. */
export interface ApplyCallOptions {
  /**
   * Refused with 409 where the object that is there is not the cached one any more: without it an object that was deleted meanwhile
   * is made again. Changes nothing where nothing was cached.
   */
  readonly onlyCached?: boolean | undefined;
}
