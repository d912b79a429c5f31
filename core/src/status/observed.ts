import type { CustomResource } from "@tochka-rosta/crds";

/** What a row keeps of its object: the status, and the generation it should be about. Stored as JSON. */
export interface Observed<Status> {
  readonly generation?: number;
  readonly status?: Status;
}

/** Whether the status is about the object's present spec. */
export function isEvaluated({ generation, status }: Observed<{ observedGeneration?: number }>): boolean {
  return generation !== undefined && (status?.observedGeneration ?? 0) >= generation;
}

/** The part of an object that a row keeps. */
export function toObserved<Status>({ metadata, status }: Readonly<CustomResource<string, unknown, Status>>) {
  const observed: Observed<Status> = {
    ...(metadata.generation !== undefined && { generation: metadata.generation }),
    ...(status !== undefined && { status }),
  };
  return observed;
}
