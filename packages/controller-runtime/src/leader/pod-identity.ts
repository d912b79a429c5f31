import { randomUUID } from "node:crypto";
import type { LeaderElectionOptions } from "./types.ts";

/**
 * Who contends for a lease as a container of a pod. A container is started only after the one before it in the same pod has ended, so
 * the lease of an earlier container is taken over at the first look instead of after the lease's duration. The pod's uid tells the pod
 * from another of its name, which may still run on a node that cannot be reached; without it no lease is taken over early.
 *
 * @example
 * const { POD_NAME = "greeting", POD_UID } = process.env;
 * const election = createLeaderElection({ client, namespace: "default", name: "greeting", ...podIdentity(POD_NAME, POD_UID) });
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/environment-variable-expose-pod-information/
 */
export function podIdentity(
  podName: string,
  podUid: string | undefined,
): Required<Pick<LeaderElectionOptions, "identity" | "isPredecessor">> {
  const random = randomUUID().slice(0, 8);
  if (podUid === undefined || podUid === "") return { identity: `${podName}_${random}`, isPredecessor: () => false };
  const pod = `${podName}_${podUid}_`;
  return { identity: `${pod}${random}`, isPredecessor: (holder) => holder.startsWith(pod) };
}
