import { formatMicroTime } from "../apply/conditions.ts";
import { defineResource, type KubernetesObject } from "../object.ts";

/** Who holds a lease, since when and for how long. */
export interface LeaseSpec {
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  acquireTime?: string;
  renewTime?: string;
  leaseTransitions?: number;
}

/** A lease of coordination.k8s.io. */
export interface Lease extends KubernetesObject {
  spec?: LeaseSpec;
}

/**
 * The kind of a lease, for `client`.
 *
 * @example
 * const lease = await client.get(leases, { namespace: "default", name: "greeting" });
 * const holder = lease?.spec?.holderIdentity;
 */
export const leases = defineResource<Lease>({
  group: "coordination.k8s.io",
  version: "v1",
  plural: "leases",
  kind: "Lease",
  namespaced: true,
});

/** The record of a holder that takes over from, or goes on after, what the lease says. `now` is wall time. */
export function buildHeldSpec(
  previous: LeaseSpec | undefined,
  holder: { identity: string; leaseDurationSeconds: number },
  now: number,
): LeaseSpec {
  const isOurs = previous?.holderIdentity === holder.identity;
  const transitions = previous?.leaseTransitions ?? 0;
  const time = formatMicroTime(now);
  return {
    holderIdentity: holder.identity,
    leaseDurationSeconds: holder.leaseDurationSeconds,
    acquireTime: isOurs ? (previous.acquireTime ?? time) : time,
    renewTime: time,
    leaseTransitions: isOurs || previous === undefined ? transitions : transitions + 1,
  };
}

/** The record of a lease given up: nobody holds it, and nobody need wait. The count of transitions goes on. */
export function buildReleasedSpec(previous: LeaseSpec, now: number): LeaseSpec {
  const time = formatMicroTime(now);
  return { ...previous, holderIdentity: "", leaseDurationSeconds: 1, acquireTime: time, renewTime: time };
}
